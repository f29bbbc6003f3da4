import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { packageFolders } from '../package-folders.js';
import { runProgram, type RunSettings } from './run-program.js';

const packageManifest = v.looseObject({
  name: v.string(),
  version: v.string(),
  dependencies: v.optional(v.record(v.string(), v.string()), {}),
});

/** What is needed of a package.json; what else is in it stays. */
export type PackageManifest = v.InferOutput<typeof packageManifest>;

/** A package of this workspace, or of the example, as the registry would have it. */
export interface PackedPackage {
  readonly manifest: PackageManifest;
  /** Absolute. */
  readonly tarball: string;
}

/** By their names. */
export type PackedPackages = ReadonlyMap<string, PackedPackage>;

export const workspace = path.resolve(__dirname, '..', '..');

/** Where the tarballs are that the tests share: see site.ts. */
export const packedVariable = 'AXIOS_KEYRING_PACKED';

/** Reads the package.json in a folder. */
export async function readManifest(folder: string): Promise<PackageManifest> {
  return v.parse(packageManifest, JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')));
}

/** Builds all packages of this workspace and packs them; once for all suites of a test run. */
export async function packAll(destination: string, signal?: AbortSignal): Promise<PackedPackages> {
  const folders = packageFolders(workspace).map((folder) => path.join(workspace, folder));
  const packed = process.env[packedVariable];
  if (packed !== undefined) return tarballsOf(folders, packed);
  const settings = { directory: workspace, signal };
  await runProgram('npm', ['run', 'build'], settings);
  return packFolders(folders, destination, settings);
}

/** Packs folders as they are. */
export async function packFolders(
  folders: readonly string[],
  destination: string,
  settings: RunSettings,
): Promise<PackedPackages> {
  await mkdir(destination, { recursive: true });
  const into = `--pack-destination=${destination}`;
  await runProgram('npm', ['pack', '--loglevel=error', into, ...folders], settings);
  return tarballsOf(folders, destination);
}

async function tarballsOf(folders: readonly string[], destination: string): Promise<PackedPackages> {
  const manifests = await Promise.all(folders.map(readManifest));
  return new Map(
    manifests.map((manifest) => {
      const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
      return [manifest.name, { manifest, tarball: path.join(destination, file) }];
    }),
  );
}

/**
 * Installs what a manifest depends on in a folder: packed packages from their tarballs, and third-party packages from
 * the registry or npm's cache.
 */
export async function installPackages(
  folder: string,
  manifest: PackageManifest,
  packages: PackedPackages,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const text = `${JSON.stringify(withTarballs(manifest, packages), null, 2)}\n`;
  await writeFile(path.join(folder, 'package.json'), text);
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await runProgram('npm', ['install', '--prefer-offline', '--ignore-scripts', ...quiet], {
    directory: folder,
    signal,
  });
}

/** The same dependencies from tarballs, and those that they have in turn. */
function withTarballs(manifest: PackageManifest, packages: PackedPackages): PackageManifest {
  const dependencies = { ...manifest.dependencies };
  const overrides: Record<string, string> = {};
  for (const [name, { tarball }] of packages) {
    (Object.hasOwn(dependencies, name) ? dependencies : overrides)[name] = `file:${tarball}`;
  }
  return { ...manifest, dependencies, overrides };
}
