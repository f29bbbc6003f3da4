import { type KeyringRouteConfig } from 'axios-keyring';
import { type EmulatorName, startEmulator, type TestServer } from '@axios-keyring/testing';

/** A running emulator, and what a config says to reach it. */
export interface RunningEmulator {
  readonly name: EmulatorName;
  readonly server: TestServer;
  /** For the URL at which it can be reached. */
  routes(url: string): readonly KeyringRouteConfig[];
}

type Starter = () => Promise<RunningEmulator>;

// The credentials are samples that open nothing, and so they stand in the config as they are.
const starters: Readonly<Record<EmulatorName, Starter>> = {
  taxjar: async () => {
    const server = await startEmulator('taxjar');
    const { apiToken } = server.credentials;
    return {
      name: 'taxjar',
      server,
      routes: (baseURL) => [{ provider: 'taxjar', baseURL, options: { apiToken } }],
    };
  },
  'avalara-communications': async () => {
    const server = await startEmulator('avalara-communications');
    const { username, password } = server.credentials;
    return {
      name: 'avalara-communications',
      server,
      routes: (baseURL) => [{ provider: 'avalara-communications', baseURL, options: { username, password } }],
    };
  },
  avanan: async () => {
    const server = await startEmulator('avanan');
    const { applicationId, secretKey } = server.credentials;
    const { clientId, accessKey } = server.portalCredentials;
    return {
      name: 'avanan',
      server,
      routes: (url) => [
        { provider: 'avanan', baseURL: url, options: { applicationId, secretKey } },
        {
          provider: 'avanan',
          baseURL: `${url}/app/hec-api`,
          options: { platform: 'infinity', clientId, accessKey },
        },
      ],
    };
  },
  'azure-communication': async () => {
    const server = await startEmulator('azure-communication');
    const { accessKey } = server.credentials;
    return {
      name: 'azure-communication',
      server,
      routes: (endpoint) => [{ provider: 'azure-communication', options: { endpoint, accessKey } }],
    };
  },
};

/** The names of all emulators. */
export const emulatorNames: readonly string[] = Object.keys(starters);

/** Whether there is an emulator of this name. */
export function isEmulatorName(name: string): name is EmulatorName {
  return Object.hasOwn(starters, name);
}

/** Starts an emulator on a free port of loopback. */
export function startNamed(name: EmulatorName): Promise<RunningEmulator> {
  return starters[name]();
}
