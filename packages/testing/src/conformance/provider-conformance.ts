import { bodies } from './bodies.js';
import { clock } from './clock.js';
import { concealment } from './concealment.js';
import { environment } from './environment.js';
import { exchanges } from './exchanges.js';
import { grants } from './grants.js';
import { interceptor } from './interceptor.js';
import { keys } from './keys.js';
import { options } from './options.js';
import { placement } from './placement.js';
import { otherClients } from './other-clients.js';
import { readme } from './readme.js';
import { recovery } from './recovery.js';
import { redirects } from './redirects.js';
import { scoping } from './scoping.js';
import { secrets } from './secrets.js';
import { type Check, withStage } from './stage.js';
import type { ConformanceSubject } from './subject.js';
import { tokens } from './tokens.js';
import { type Trial, trialOf } from './trial.js';

/** One thing that every provider has to do, for a test runner of your choice. */
export interface ConformanceCheck {
  /** What is expected, after the theme that it belongs to. */
  readonly name: string;
  /** Rejects with what is wrong and what to do, never with a secret. May be run more than once. */
  readonly run: () => Promise<void>;
}

/**
 * The checks that every provider has to pass: where credentials go, that nobody sees them, that they are of nobody
 * else, bad options, bodies, redirects, retries, recovery, the environment and the README.
 * Requests go to 127.0.0.1 only, also those for the vendor's hosts.
 *
 * Call it once for each kind of credential that the provider takes.
 *
 * @returns The checks, in a fixed order; those of the README only if one is given.
 * @example
 * for (const { name, run } of providerConformance(subject)) it(name, run);
 */
export function providerConformance<Options extends object>(
  subject: ConformanceSubject<Options>,
): readonly ConformanceCheck[] {
  const trial = trialOf(subject);
  const always = {
    ...interceptor,
    ...scoping,
    ...bodies,
    ...placement,
    ...concealment,
    ...options,
    ...secrets,
    ...environment,
    ...keys,
    ...exchanges,
    ...tokens,
    ...grants,
  };
  const checks = {
    ...always,
    ...redirects,
    ...recovery,
    ...clock,
    ...otherClients,
    ...(subject.readme && readme),
  };
  return Object.entries(checks).map(([name, check]) => ({ name, run: () => run(name, check, trial) }));
}

async function run(name: string, check: Check, trial: Trial): Promise<void> {
  const { adapters = ['http'] } = check;
  for (const adapter of adapters) {
    const problem = await problemOf(withStage(trial, adapter, check), trial.traces);
    const way = adapters.length > 1 ? ` (over the ${adapter} adapter)` : '';
    if (problem !== undefined) throw new Error(`[@axios-keyring/testing] ${name}${way}: ${problem}`);
  }
}

// The text alone, not the cause or its stack: the error may be the provider's own, with a secret in it.
async function problemOf(running: Promise<void>, secrets: readonly string[]): Promise<string | undefined> {
  try {
    await running;
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : 'something was thrown that is no error.';
    const longestFirst = secrets.toSorted((left, right) => right.length - left.length);
    return longestFirst.reduce((masked, secret) => masked.replaceAll(secret, '(a secret)'), text);
  }
}
