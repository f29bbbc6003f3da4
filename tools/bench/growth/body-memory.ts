import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Figure } from '../figure.js';

const run = promisify(execFile);
const kinds = ['Buffer', 'Uint8Array', 'string'] as const;

/**
 * The memory that a request takes beyond its body of 64 MiB, for each kind of body. Each in a process of its own,
 * whose high water tells of memory that was given back, and of memory that is not JavaScript's.
 */
export async function memoryOfBodies(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const kind of kinds) {
    const { stdout } = await run(process.execPath, [
      ...process.execArgv,
      'tools/run.cjs',
      path.join(__dirname, 'body-process.ts'),
      kind,
    ]);
    figures.push({ name: `memory beyond a ${kind} of 64 MiB`, value: Number(stdout), unit: 'MiB' });
  }
  return figures;
}
