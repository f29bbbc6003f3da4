import { join } from 'node:path';
import { property } from '@axios-keyring/core';
import { emulatorNames, startEmulator, type TestServer } from '@axios-keyring/testing';
import { providerPackages } from '../providers/provider-packages.js';

/** Emulators for the hosts of their vendors. */
export interface UsualStandIns {
  /** The emulators’ credentials, in the variables that the providers read. */
  readonly environment: Readonly<Record<string, string>>;
  readonly servers: readonly (readonly [host: RegExp, server: TestServer])[];
}

/** Starts the emulators whose credentials are called as the options of their provider, so that it says the rest. */
export async function startUsualStandIns(except: readonly string[]): Promise<UsualStandIns> {
  const environment: Record<string, string> = {};
  const servers: [host: RegExp, server: TestServer][] = [];
  const packages = await providerPackages(join(__dirname, '..', '..'));
  for (const name of emulatorNames.filter((emulator) => !except.includes(emulator))) {
    const found = packages.find(({ shortName }) => shortName === name);
    if (!found) continue;
    const { hosts = [], options } = found.providers[0].declaration;
    const server = await startEmulator(name);
    servers.push([new RegExp(`^(${hosts.map(patternOf).join('|')})$`), server]);
    for (const [option, { metadata }] of Object.entries(options)) {
      const credential = property(server.credentials, option);
      if (metadata.env !== undefined && typeof credential === 'string')
        environment[metadata.env] = credential;
    }
  }
  return { environment, servers };
}

// A declared host may be all that are below it, as https://*.example.com.
function patternOf(host: string): string {
  return host
    .replace(/^https?:\/\//, '')
    .replaceAll('.', '\\.')
    .replace('*', '.+');
}
