import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FoundRuntime } from './runtimes.js';
import { type Adapter, type CheckResult, startSurroundings } from './surroundings.js';

/** The check that no suite can make of itself. */
const endsByItself = 'process: nothing keeps it from ending';

/** Far more than all checks take, in milliseconds, and what a runtime has to end after them. */
const patience = { checks: 90_000, end: 10_000 };

/**
 * Has a runtime work through the checks over one adapter, with servers of its own.
 *
 * @param given - The arguments of its program.
 * @param project - The folder in which the packages are installed.
 * @param script - What a page runs.
 */
export async function runSuite(
  runtime: FoundRuntime,
  adapter: Adapter,
  given: readonly string[],
  project: string,
  script: string,
): Promise<readonly CheckResult[]> {
  const { program, page, staysOver } = runtime;
  const surroundings = await startSurroundings(adapter, page === undefined, script);
  const running = await start(program, [...given, `${surroundings.control}${page ?? ''}`], project);
  try {
    const results = await Promise.race([
      surroundings.results,
      running.ended.then((output) => [{ name: 'the suite', problem: `Nothing was handed in. ${output}` }]),
      late(patience.checks, [{ name: 'the suite', problem: 'It did not end.' }]),
    ]);
    if (page !== undefined) return results;
    const output = await Promise.race([running.ended, late(patience.end, 'It did not end by itself.')]);
    if (output.includes(' ended with 0.\n')) return [...results, { name: endsByItself }];
    // What fails with axios alone too, says nothing of these packages.
    return staysOver === adapter ? results : [...results, { name: endsByItself, problem: output }];
  } finally {
    await running.stop();
    await surroundings.close();
  }
}

interface Running {
  /** Resolves when it has ended by itself, with what it printed. */
  readonly ended: Promise<string>;
  /** Ends it. May be called after it has ended. */
  stop(): Promise<void>;
}

/** Starts a program. Of the environment it knows only where its folders are. */
async function start(program: string, given: readonly string[], folder: string): Promise<Running> {
  const { PATH = '' } = process.env;
  // New for each, since a browser keeps its profile there.
  const home = await mkdtemp(path.join(folder, 'home-'));
  const child = spawn(program, given, {
    cwd: folder,
    env: { PATH, HOME: home, TMPDIR: home, DENO_NO_UPDATE_CHECK: '1', DO_NOT_TRACK: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // With a group of its own, so that what it starts itself ends with it.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'close').then(
    ([code]) => `${program} ended with ${String(code)}.\n${output}`,
    (error: unknown) => `${program} did not start: ${String(error)}`,
  );
  const stop = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, 'SIGKILL');
    }
    await ended;
  };
  return { ended, stop };
}

function late<T>(milliseconds: number, value: T): Promise<T> {
  return sleep(milliseconds, value, { ref: false });
}
