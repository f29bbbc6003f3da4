import { badOptions } from './bad-options.js';
import { bodies } from './bodies.js';
import { concealment } from './concealment.js';
import { environment } from './environment.js';
import { identities } from './identities.js';
import { interceptor } from './interceptor.js';
import { otherClients } from './other-clients.js';
import { readme } from './readme.js';
import { recovery } from './recovery.js';
import { redirects } from './redirects.js';
import { resending } from './resending.js';
import { scoping } from './scoping.js';
import { secretFunctions } from './secret-functions.js';
import type { ConformanceSubject } from './subject.js';
import { type Check, type Trial, trialOf } from './trial.js';

/** One thing that every provider has to do, for a test runner of your choice. */
export interface ConformanceCheck {
  /** What is expected, after the theme that it belongs to. */
  readonly name: string;
  /** Rejects with what is wrong and what to do, never with a secret. May be run more than once. */
  readonly run: () => Promise<void>;
}

/**
 * The checks that every provider has to pass: where credentials go, that nobody sees them, that they are of nobody
 * else, bad options, bodies, redirects, retries, recovery, the environment and the README. Requests go to 127.0.0.1 only, also those for the vendor's hosts.
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
  const checks = [
    ...interceptor,
    ...scoping,
    ...bodies,
    ...concealment,
    ...badOptions,
    ...secretFunctions,
    ...identities,
    ...environment,
    ...redirects,
    ...resending,
    ...recovery,
    ...otherClients,
    ...(trial.readme === undefined ? [] : readme),
  ];
  return checks.map((check) => ({ name: check.name, run: () => runCheck(check, trial) }));
}

async function runCheck({ name, run }: Check, trial: Trial): Promise<void> {
  const problem = await problemOf(run, trial);
  if (problem !== undefined) throw new Error(`[@axios-keyring/testing] ${name}: ${problem}`);
}

async function problemOf(run: Check['run'], trial: Trial): Promise<string | undefined> {
  try {
    await run(trial);
  } catch (error) {
    return masked(error, trial.traces);
  }
  return undefined;
}

// Neither as the cause nor by its stack: the error may be the provider's own, with a secret in it.
function masked(error: unknown, secrets: readonly string[]): string {
  let text = error instanceof Error ? error.message : 'something was thrown that is no error.';
  for (const secret of secrets.toSorted((left, right) => right.length - left.length))
    text = text.replaceAll(secret, '(a secret)');
  return text;
}
