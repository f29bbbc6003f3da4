import { certificate } from './certificate.js';
import { credentials } from './credentials.js';
import { places } from './places.js';
import { ask, Stage } from './stage.js';
import { trouble } from './trouble.js';
import { type CheckResult } from '../surroundings.js';

/** Things that have to work in every runtime, by name. A check throws if its thing does not. */
export type Checks = Readonly<Record<string, (stage: Stage) => Promise<void>>>;

/** Far more than any check takes, in milliseconds. */
const patience = 20_000;

/**
 * Runs all checks and hands in what came of them. Nothing in it needs one particular runtime.
 *
 * @param control - The address of the control server.
 */
export async function runSuite(control: string): Promise<void> {
  const results: CheckResult[] = [];
  try {
    const stage = new Stage(control, await ask(control, 'world'));
    const checks: Checks = { ...credentials, ...trouble, ...places, ...certificate };
    for (const [name, check] of Object.entries(checks)) results.push(await resultOf(name, check(stage)));
  } catch (error) {
    results.push({
      name: 'the suite',
      problem: error instanceof Error ? (error.stack ?? '') : String(error),
    });
  }
  await handIn(control, results);
}

/** Hands in what came of checks. */
export async function handIn(control: string, results: readonly CheckResult[]): Promise<void> {
  await fetch(`${control}/report`, { method: 'POST', body: JSON.stringify(results) });
}

async function resultOf(name: string, check: Promise<void>): Promise<CheckResult> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, patience, new Error('It did not end.'));
  });
  try {
    await Promise.race([check, late]);
    return { name };
  } catch (error) {
    return { name, problem: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
