import { type Check } from './check.js';
import { composing } from './composing.js';
import { type Control } from './control.js';
import { credentials } from './credentials.js';
import { places } from './places.js';
import { Stage } from './stage.js';
import { trouble } from './trouble.js';
import { type CheckResult } from './world.js';

const checks: readonly Check[] = [...credentials, ...trouble, ...places, ...composing];

/** Far more than any check takes. */
const patience = 20_000;

/** Runs all checks and hands in what came of them. Nothing in it needs one particular runtime. */
export async function runSuite(control: Control): Promise<void> {
  try {
    const stage = new Stage(await control.world(), control);
    const results: CheckResult[] = [];
    for (const { name, run } of checks) results.push({ name, ...(await outcomeOf(run(stage))) });
    await control.report(results);
  } catch (error) {
    await control.fail(error);
  }
}

async function outcomeOf(running: Promise<void>): Promise<{ problem?: string }> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('It did not end.'));
    }, patience);
  });
  try {
    await Promise.race([running, late]);
    return {};
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
