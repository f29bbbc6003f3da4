import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { installTool } from '../packed/install-tool.js';
import { makeProject } from './project.js';
import { type Outcome, runSuite } from './run-suite.js';
import { findRuntimes } from './runtimes.js';
import { writeTable } from './runtime-table.js';

async function main(options: readonly string[]): Promise<void> {
  const unknown = options.find((option) => option !== '--write' && !option.startsWith('--only='));
  if (unknown !== undefined) {
    throw new Error(
      `There is no option ${unknown}. The options are --write and --only=NAME, such as --only=Bun.`,
    );
  }
  const only = options.find((option) => option.startsWith('--only='))?.slice('--only='.length);
  const isWritten = options.includes('--write');
  if (isWritten && only !== undefined) throw new Error('The table is only written of all runtimes.');
  await installTool(__dirname);
  const { runtimes, leftOut } = await findRuntimes();
  for (const sentence of leftOut) console.error(`\n!!! LEFT OUT: ${sentence}\n`);
  const chosen = runtimes.filter(({ name, version }) => `${name} ${version}`.startsWith(only ?? ''));
  const outcomes = await inNewFolder(async (folder) => {
    await makeProject(folder);
    const found: Outcome[] = [];
    for (const runtime of chosen) {
      for (const adapter of runtime.adapters) {
        const outcome = await runSuite(runtime, adapter, folder);
        found.push(outcome);
        print(outcome);
      }
    }
    return found;
  });
  const total = outcomes.flatMap(({ results }) => results);
  const failures = total.filter(({ problem }) => problem !== undefined);
  console.log(`${total.length - failures.length} passed, ${failures.length} failed`);
  // No check at all is no proof.
  if (failures.length > 0 || total.length === 0) process.exitCode = 1;
  if (isWritten) await write(outcomes, leftOut);
}

async function write(outcomes: readonly Outcome[], leftOut: readonly string[]): Promise<void> {
  if (leftOut.length > 0)
    throw new Error('The table is not written, because it would lack what was left out.');
  await writeTable(outcomes);
}

async function inNewFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-runtimes-'));
  try {
    return await work(folder);
  } finally {
    // Chromium may still be writing its profile.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function print({ runtime: { name, version, format }, adapter, results }: Outcome): void {
  const failures = results.filter(({ problem }) => problem !== undefined);
  const title = `${name} ${version}`.padEnd(40);
  const score = `${results.length - failures.length}/${results.length}`;
  console.log(
    `${failures.length > 0 ? '✗' : '✓'} ${title} ${format.padEnd(8)} ${adapter.padEnd(5)} ${score}`,
  );
  for (const { name: check, problem = '' } of failures) console.log(`    ✗ ${check}\n      ${problem}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
