import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  installPackages,
  packAll,
  packFolders,
  type PackedPackages,
  readManifest,
} from '../packed/packages.js';

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

async function pack(destination: string, signal: AbortSignal | undefined): Promise<PackedPackages> {
  const packages = await packAll(destination, signal);
  const shared = path.join(example, 'shared-config');
  const config = await packFolders([shared], destination, { directory: shared, signal });
  return new Map([...packages, ...config]);
}

async function install(
  service: ServiceName,
  folder: string,
  packages: PackedPackages,
  signal: AbortSignal | undefined,
): Promise<void> {
  // Without what somebody may have installed there.
  const filter = (source: string): boolean => path.basename(source) !== 'node_modules';
  await cp(path.join(example, service), folder, { recursive: true, filter });
  await installPackages(folder, await readManifest(folder), packages, signal);
}
