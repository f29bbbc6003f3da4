import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/**
 * Runs an ESM application with a CommonJS copy of axios, and the reverse, on the built packages.
 *
 * @returns How many requests went right.
 * @throws If one did not.
 */
export async function runMixedApp(): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    path.resolve('tools/axios-matrix/mixed-app.mjs'),
  ]);
  return Number(stdout);
}
