import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { median } from '../median.js';

const run = promisify(execFile);
const rounds = 15;

/** A program that prints a number, as ESM or as CommonJS. */
export interface Program {
  readonly name: string;
  readonly format: 'module' | 'commonjs';
  readonly code: string;
}

/**
 * Runs programs by turns, each time in a new process with what is built, and gives the number that each prints: the
 * median of its rounds, the first of which only fills the caches of the file system.
 */
export async function runFresh(programs: readonly Program[]): Promise<ReadonlyMap<string, number>> {
  const printed = new Map(programs.map(({ name }) => [name, new Array<number>()]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, format, code } of programs) {
      const time = await timeOf(format, code);
      if (round > 0) printed.get(name)?.push(time);
    }
  }
  return new Map([...printed].map(([name, times]) => [name, median(times)]));
}

async function timeOf(format: Program['format'], code: string): Promise<number> {
  try {
    // Without the condition `@axios-keyring/source`, so that packages are what an application gets.
    const { stdout } = await run(process.execPath, [`--input-type=${format}`, '--eval', code]);
    return Number(stdout);
  } catch (cause) {
    throw new Error('A fresh process failed. Has npm run build been run?', { cause });
  }
}
