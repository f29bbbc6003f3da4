import { type Adapter } from './smoke/world.js';

/** What a runtime by itself does not do, with axios alone too. */
export interface Limit {
  /** For the table. */
  readonly what: string;
  /** The check that fails because of it. */
  readonly check?: string;
  /** The adapter over which it does. */
  readonly over?: Adapter;
}

/** The check that no suite can make of itself. */
export const endsByItself = 'process: nothing keeps it from ending';

const noEnvironment: Limit = { what: 'it has no environment variables, so options are given in code' };

/** The limits that are known. */
export const limits: Readonly<Record<'deno' | 'workerd' | 'chromium', readonly Limit[]>> = {
  deno: [
    {
      what: 'over http, a request that was given up on a connection used before keeps the process from ending',
      check: endsByItself,
      over: 'http',
    },
  ],
  workerd: [noEnvironment],
  chromium: [
    noEnvironment,
    { what: 'scripts see no redirects: over xhr it follows them by itself, and over fetch they fail' },
  ],
};
