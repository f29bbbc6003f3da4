import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type PackedPackage, packFolders, packPackages } from './pack-packages.js';
import { type PackageManifest, readManifest } from './package-manifest.js';
import { runProgram } from './run-program.js';

/** The services of the example. */
export const serviceNames = ['orders', 'security', 'messaging'] as const;

/** See {@link serviceNames}. */
export type ServiceName = (typeof serviceNames)[number];

/** The services, each with packages of its own, in a temporary folder. */
export interface Installation {
  folderOf(service: ServiceName): string;
  /** Removes all of it. */
  remove(): Promise<void>;
}

type Packages = ReadonlyMap<string, PackedPackage>;

const example = path.resolve(__dirname, '..', '..', 'examples', 'microservices');

/**
 * Installs each service as it would be elsewhere: from packed tarballs of this workspace's packages, as they are now,
 * and with third-party packages from the registry or npm's cache.
 */
export async function installServices(signal?: AbortSignal): Promise<Installation> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-microservices-'));
  const folderOf = (service: ServiceName): string => path.join(root, service);
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true });
  const installations: Promise<void>[] = [];
  try {
    const packages = await pack(path.join(root, 'tarballs'), signal);
    for (const service of serviceNames) {
      installations.push(install(service, folderOf(service), packages, signal));
    }
    await Promise.all(installations);
  } catch (error) {
    // The others would write into what is removed.
    await Promise.allSettled(installations);
    await remove();
    throw error;
  }
  return { folderOf, remove };
}

async function pack(destination: string, signal: AbortSignal | undefined): Promise<Packages> {
  await mkdir(destination);
  const manifests = await Promise.all(serviceNames.map((name) => readManifest(path.join(example, name))));
  const wanted = manifests.flatMap(({ dependencies }) => Object.keys(dependencies));
  const packages = await packPackages(wanted, destination, signal);
  const shared = path.join(example, 'shared-config');
  const config = await packFolders([shared], destination, { directory: shared, signal });
  return new Map([...packages, ...config]);
}

async function install(
  service: ServiceName,
  folder: string,
  packages: Packages,
  signal: AbortSignal | undefined,
): Promise<void> {
  // Without what somebody may have installed there.
  const filter = (source: string): boolean => path.basename(source) !== 'node_modules';
  await cp(path.join(example, service), folder, { recursive: true, filter });
  const manifest = withTarballs(await readManifest(folder), packages);
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await runProgram('npm', ['install', '--prefer-offline', '--ignore-scripts', ...quiet], {
    directory: folder,
    signal,
  });
}

/** The same dependencies from tarballs, and those that they have in turn. */
function withTarballs(manifest: PackageManifest, packages: Packages): PackageManifest {
  const dependencies = { ...manifest.dependencies };
  const overrides: Record<string, string> = {};
  for (const name of Object.keys(dependencies)) {
    const packed = packages.get(name);
    if (!packed) continue;
    dependencies[name] = `file:${packed.tarball}`;
    for (const below of Object.keys(packed.manifest.dependencies)) {
      const tarball = packages.get(below)?.tarball;
      if (tarball !== undefined && !Object.hasOwn(manifest.dependencies, below)) {
        overrides[below] = `file:${tarball}`;
      }
    }
  }
  return { ...manifest, dependencies, overrides };
}
