import { type Stage } from './stage.js';

/** One thing that has to work in every runtime. */
export interface Check {
  readonly name: string;
  /** Throws if it does not. */
  readonly run: (stage: Stage) => Promise<void>;
}
