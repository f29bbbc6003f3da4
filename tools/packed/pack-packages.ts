import path from 'node:path';
import { packageFolders } from '../package-folders.js';
import { type PackageManifest, readManifest } from './package-manifest.js';
import { runProgram, type RunSettings } from './run-program.js';

/** A package of this workspace, or of the example, as the registry would have it. */
export interface PackedPackage {
  readonly manifest: PackageManifest;
  /** Absolute. */
  readonly tarball: string;
}

interface WorkspacePackage {
  readonly folder: string;
  readonly manifest: PackageManifest;
}

const workspace = path.resolve(__dirname, '..', '..');

/** Builds the packages of this workspace that are named, and all that they depend on, and packs them. */
export async function packPackages(
  names: readonly string[],
  destination: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, PackedPackage>> {
  const folders = await withDependencies(names);
  const settings = { directory: workspace, signal };
  // Suites that run side by side must not build at the same time: global-setup.cjs does so before all of them.
  if (process.env.PACKAGES_ARE_BUILT === undefined) {
    const projects = [...folders.keys()].join(',');
    await runProgram('npm', ['run', 'build', '--', `--projects=${projects}`], settings);
  }
  return packFolders([...folders.values()], destination, settings);
}

/** Builds all packages of this workspace and packs them. */
export async function packAll(
  destination: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, PackedPackage>> {
  return packPackages([...(await workspacePackages()).keys()], destination, signal);
}

/** Packs folders as they are. */
export async function packFolders(
  folders: readonly string[],
  destination: string,
  settings: RunSettings,
): Promise<ReadonlyMap<string, PackedPackage>> {
  await runProgram(
    'npm',
    ['pack', '--loglevel=error', `--pack-destination=${destination}`, ...folders],
    settings,
  );
  const manifests = await Promise.all(folders.map((folder) => readManifest(folder)));
  return new Map(
    manifests.map((manifest) => {
      const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
      return [manifest.name, { manifest, tarball: path.join(destination, file) }];
    }),
  );
}

/** The folders of packages and of those that they depend on, by name; other packages are left out. */
async function withDependencies(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const all = await workspacePackages();
  const folders = new Map<string, string>();
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const found = all.get(name);
    if (!found || folders.has(name)) continue;
    folders.set(name, found.folder);
    pending.push(...Object.keys(found.manifest.dependencies));
  }
  return folders;
}

async function workspacePackages(): Promise<ReadonlyMap<string, WorkspacePackage>> {
  const folders = packageFolders(workspace).map((folder) => path.join(workspace, folder));
  const packages = await Promise.all(
    folders.map(async (folder) => ({ folder, manifest: await readManifest(folder) })),
  );
  return new Map(packages.map((found) => [found.manifest.name, found]));
}
