import { setTimeout as sleep } from 'node:timers/promises';
import { startControlServer } from './control-server.js';
import { type Running } from './launch/launch.js';
import { endsByItself } from './limits.js';
import { pageScript } from './project.js';
import { type Runtime } from './runtimes.js';
import { type Adapter, type CheckResult } from './smoke/world.js';
import { startSurroundings } from './surroundings.js';

/** What came of the checks in a runtime over an adapter. */
export interface Outcome {
  readonly runtime: Runtime;
  readonly adapter: Adapter;
  readonly results: readonly CheckResult[];
}

/** Far more than all checks take, in milliseconds, and what a runtime has to end after them. */
const patience = { checks: 90_000, end: 10_000 };

/** Has a runtime work through the checks over one adapter, with servers of its own. */
export async function runSuite(runtime: Runtime, adapter: Adapter, project: string): Promise<Outcome> {
  const seesRedirects = runtime.blindOver?.includes(adapter) !== true;
  const surroundings = await startSurroundings(adapter, seesRedirects);
  const control = await startControlServer(surroundings, await pageScript(project));
  const running = await runtime.start({ control: control.url, project });
  try {
    const results = await Promise.race([
      control.results,
      running.ended.then((output) => failed('the suite', `Nothing was handed in. ${output}`)),
      late(patience.checks).then(() => failed('the suite', 'It did not end.')),
    ]);
    const ending = runtime.isProcess ? [await ended(running)] : [];
    return { runtime, adapter, results: withoutLimits([...results, ...ending], runtime, adapter) };
  } finally {
    await running.stop();
    await control.close();
    await surroundings.close();
  }
}

async function ended(running: Running): Promise<CheckResult> {
  const output = await Promise.race([running.ended, late(patience.end)]);
  if (output === undefined) return { name: endsByItself, problem: 'It did not end by itself.' };
  return { name: endsByItself, ...(output.includes(' ended with 0.\n') ? {} : { problem: output }) };
}

// What fails with axios alone too, says nothing of these packages.
function withoutLimits(
  results: readonly CheckResult[],
  { limits }: Runtime,
  adapter: Adapter,
): readonly CheckResult[] {
  const excused = limits.filter(({ over }) => over === adapter).map(({ check }) => check);
  return results.filter(({ name, problem }) => problem === undefined || !excused.includes(name));
}

function late(milliseconds: number): Promise<undefined> {
  return sleep(milliseconds, undefined, { ref: false });
}

function failed(name: string, problem: string): readonly CheckResult[] {
  return [{ name, problem }];
}
