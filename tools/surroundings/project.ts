import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { type PackedPackage } from '../packed/pack-packages.js';
import { unpackPackage } from '../packed/unpack-package.js';

const modules = path.resolve(__dirname, '..', '..', 'node_modules');

/** Makes a folder with packed packages, and with what they need from the workspace's own `node_modules`. */
export async function makeProject(
  folder: string,
  packages: ReadonlyMap<string, PackedPackage>,
  axios: string,
): Promise<void> {
  await mkdir(path.join(folder, 'node_modules'), { recursive: true });
  const others = new Map([['axios', axios]]);
  for (const packed of packages.values()) {
    await unpackPackage(packed, folder);
    for (const name of Object.keys(packed.manifest.dependencies)) {
      if (!packages.has(name)) others.set(name, name);
    }
  }
  for (const [name, own] of others) {
    await symlink(path.join(modules, own), path.join(folder, 'node_modules', name));
  }
}
