import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { BackgroundProcess } from '../packed/background-process.js';
import {
  installPackages,
  packAll,
  packFolders,
  type PackedPackages,
  readManifest,
  workspace,
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

/** The folder of the example. */
export const example = path.join(workspace, 'examples', 'microservices');

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
    const shared = path.join(example, 'shared-config');
    const config = await packFolders([shared], root, { directory: shared, signal });
    const packages = new Map([...(await packAll(root, signal)), ...config]);
    for (const service of serviceNames)
      installations.push(install(service, folderOf(service), packages, signal));
    await Promise.all(installations);
  } catch (error) {
    // The others would write into what is removed.
    await Promise.allSettled(installations);
    await remove();
    throw error;
  }
  return { folderOf, remove };
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

/** A running service, as who started it sees it. */
export class Service extends BackgroundProcess {
  /** @param environment - All that the service knows of the environment. */
  constructor(folder: string, environment: Readonly<Record<string, string>>) {
    super(['.'], folder, { ...environment, PORT: '0' });
  }

  /** Sends it a request, for example `POST /orders`, once it listens. */
  async ask(request: string, body?: object): Promise<{ readonly status: number; readonly body: unknown }> {
    const [method = 'GET', target = '/'] = request.split(' ');
    const url = (await this.printed(/ listens on (http:\S+)\n/)) + target;
    const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, body: await response.json() };
  }
}
