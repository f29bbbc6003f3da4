import { type KeyringRouteConfig } from 'axios-keyring';
import { type EmulatorName, startEmulator, type TestServer } from '@axios-keyring/testing';

/** A running emulator, and what a config says to reach it. */
export interface RunningEmulator {
  readonly name: EmulatorName;
  readonly server: TestServer;
  /** For the URL at which it can be reached. */
  routes(url: string): readonly KeyringRouteConfig[];
}

// The credentials are samples that open nothing, and so they stand in the config as they are.
const special = {
  avanan: async (): Promise<RunningEmulator> => {
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
  'azure-communication': async (): Promise<RunningEmulator> => {
    const server = await startEmulator('azure-communication');
    const { accessKey } = server.credentials;
    return {
      name: 'azure-communication',
      server,
      routes: (endpoint) => [{ provider: 'azure-communication', options: { endpoint, accessKey } }],
    };
  },
};

// As most are: one base URL, and credentials that are called as the provider’s options.
async function startUsual(name: Exclude<EmulatorName, keyof typeof special>): Promise<RunningEmulator> {
  const server = await startEmulator(name);
  return {
    name,
    server,
    routes: (baseURL) => [{ provider: name, baseURL, options: { ...server.credentials } }],
  };
}

/** Starts an emulator on a free port of loopback. */
export function startNamed(name: EmulatorName): Promise<RunningEmulator> {
  return name === 'avanan' || name === 'azure-communication' ? special[name]() : startUsual(name);
}
