import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { installPackages, packAll, packedVariable, type PackedPackages } from './packages.js';

/** All packages of this workspace as they are published, packed and installed once for all suites of a test run. */
export interface Site {
  readonly packages: PackedPackages;
  /** A folder in which all of them are installed, and axios. */
  readonly project: string;
}

/** Makes the site, before the suites are run side by side. */
export async function makeSite(): Promise<void> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-packed-'));
  const packages = await packAll(root);
  process.env[packedVariable] = root;
  const dependencies = Object.fromEntries([...packages.keys(), 'axios'].map((name) => [name, '*']));
  const manifest = { name: 'project', version: '1.0.0', dependencies };
  await installPackages(path.join(root, 'project'), manifest, packages);
}

/** The site of this test run. */
export async function site(): Promise<Site> {
  const root = process.env[packedVariable] ?? '';
  return { packages: await packAll(root), project: path.join(root, 'project') };
}

/** Removes it, after all suites. */
export async function removeSite(): Promise<void> {
  await rm(process.env[packedVariable] ?? '', { recursive: true, force: true });
}

/**
 * Makes a folder with packages of the site and what they need, and with others as links to where they are.
 *
 * @param absent - Which of the packages are not there. Default: none.
 */
export async function copySite(
  folder: string,
  others: Readonly<Record<string, string>>,
  absent: readonly string[] = [],
): Promise<void> {
  const { packages, project } = await site();
  const from = path.join(project, 'node_modules');
  const to = path.join(folder, 'node_modules');
  const links = { ...others };
  for (const [name, { manifest }] of packages) {
    if (absent.includes(name)) continue;
    await cp(path.join(from, name), path.join(to, name), { recursive: true });
    for (const needed of Object.keys(manifest.dependencies)) {
      if (!packages.has(needed)) links[needed] = path.join(from, needed);
    }
  }
  for (const [name, target] of Object.entries(links)) {
    await mkdir(path.dirname(path.join(to, name)), { recursive: true });
    await symlink(target, path.join(to, name), 'junction');
  }
}
