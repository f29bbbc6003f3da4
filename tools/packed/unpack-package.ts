import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type PackedPackage } from './pack-packages.js';
import { runProgram } from './run-program.js';

/**
 * Puts a packed package into a folder's `node_modules`, without what it depends on.
 *
 * @returns Its folder there.
 */
export async function unpackPackage(
  { manifest, tarball }: PackedPackage,
  directory: string,
): Promise<string> {
  const folder = path.join(directory, 'node_modules', ...manifest.name.split('/'));
  await mkdir(folder, { recursive: true });
  await runProgram('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], { directory });
  return folder;
}
