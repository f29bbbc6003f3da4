import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../docs/table.js';
import { writeSection } from '../docs/write-section.js';
import { installTool } from '../packed/install-tool.js';
import { runMain } from '../packed/run-main.js';
import { makeProject } from './project.js';
import { runSuite } from './run-suite.js';
import { findRuntimes, type FoundRuntime } from './runtimes.js';
import { type CheckResult } from './surroundings.js';

/** What came of all checks in a runtime. */
interface Outcome {
  readonly runtime: FoundRuntime;
  readonly results: readonly CheckResult[];
}

/** @returns How many checks fail. */
async function main(signal: AbortSignal): Promise<number> {
  const options = { only: { type: 'string' }, write: { type: 'boolean' } } as const;
  const { only = '', write = false } = parseArgs({ options }).values;
  if (write && only !== '') throw new Error('The table is only written of all runtimes.');
  await installTool(__dirname, signal);
  const { found, leftOut } = await findRuntimes(only);
  for (const name of leftOut) console.error(`\n!!! LEFT OUT: ${name} is not there for this platform.\n`);
  const outcomes = await runAll(found, signal);
  const results = outcomes.flatMap((outcome) => outcome.results);
  const failed = results.filter(({ problem }) => problem !== undefined);
  console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
  if (write && leftOut.length > 0)
    throw new Error('The table is not written: it would lack what was left out.');
  if (write) await writeSection('README.md', 'runtimes', tableOf(outcomes));
  // No check at all is no proof.
  return results.length === 0 ? 1 : failed.length;
}

async function runAll(runtimes: readonly FoundRuntime[], signal: AbortSignal): Promise<readonly Outcome[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-runtimes-'));
  try {
    await makeProject(folder, signal);
    const page = await readFile(path.join(folder, 'page.js'), 'utf8');
    const outcomes: Outcome[] = [];
    for (const runtime of runtimes) {
      const all: CheckResult[] = [];
      for (const [format, given] of Object.entries(runtime.ways)) {
        for (const adapter of runtime.adapters) {
          signal.throwIfAborted();
          const results = await runSuite(runtime, adapter, given, folder, page);
          print(`${runtime.name} ${runtime.version}`.padEnd(40) + ` ${format.padEnd(8)} ${adapter}`, results);
          all.push(...results);
        }
      }
      outcomes.push({ runtime, results: all });
    }
    return outcomes;
  } finally {
    // Chromium may still be writing its profile.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function print(title: string, results: readonly CheckResult[]): void {
  const failed = results.filter(({ problem }) => problem !== undefined);
  const mark = failed.length > 0 ? '✗' : '✓';
  console.log(`${mark} ${title.padEnd(56)} ${results.length - failed.length}/${results.length}`);
  for (const { name, problem = '' } of failed) console.log(`    ✗ ${name}\n      ${problem}`);
}

function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ runtime: { name, version, ways, adapters, limits }, results }) => {
    const failed = results.filter(({ problem }) => problem !== undefined).length;
    return [
      `${name} ${version}`,
      Object.keys(ways).join(', '),
      adapters.join(', '),
      failed === 0 ? `✓ ${results.length} checks` : `✗ ${failed} of ${results.length} fail`,
      limits?.join('; ') ?? '–',
    ];
  });
  const head = ['runtime', 'packages as', 'adapters', 'smoke suite', 'what this runtime itself does not do'];
  return table(head, rows);
}

runMain(main);
