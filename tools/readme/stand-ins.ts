import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import axios, { type AxiosAdapter } from 'axios';
import { property } from '@axios-keyring/core';
import { type RecordedRequest, startServer, type TestServer } from '@axios-keyring/testing';
import { type ProviderPackage, providerPackages } from '../providers/provider-packages.js';

/** Servers that stand in for the hosts that examples name. */
export interface StandIns {
  /** What the examples find in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** An adapter that takes each request, as it is, to the server that stands in for its host. */
  readonly adapter: AxiosAdapter;
  /** All requests that arrived since the last call. */
  takeRequests(): readonly RecordedRequest[];
  close(): Promise<void>;
}

interface StandIn {
  readonly hosts: RegExp;
  readonly server: TestServer;
  readonly environment: Readonly<Record<string, string>>;
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Starts the emulators of all vendors, and a server that answers every other host of an example. */
export async function startStandIns(): Promise<StandIns> {
  const packages = providerPackages(join(__dirname, '..', '..'));
  const other = await startServer(({ target }, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ target, access_token: 'a-token', expires_in: 3600 }));
  });
  const standIns: readonly StandIn[] = [
    ...(await Promise.all(packages.filter(hasHosts).map(startStandIn))),
    {
      hosts: /\.(example|internal)$/,
      server: other,
      environment: {
        BILLING_API_TOKEN: 'a-token-of-the-example',
        BILLING_CLIENT_SECRET: 'a-secret-of-the-example',
        BILLING_PASSWORD: 'a-password-of-the-example',
        BILLING_PRIVATE_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      },
    },
  ];
  const servers = standIns.map(({ server }) => server);
  const variables = new Map(standIns.flatMap(({ environment }) => Object.entries(environment)));
  // A second key, as one of the examples has it.
  for (const name of ['APPLICATION_ID', 'SECRET_KEY']) {
    variables.set(`AVANAN_EU_${name}`, variables.get(`AVANAN_${name}`) ?? '');
  }
  const seen = new Map(servers.map((server) => [server, 0]));

  return {
    environment: Object.fromEntries(variables),
    adapter: (config) => {
      const url = new URL(axios.getUri(config));
      const send = axios.getAdapter('http');
      // A server that the example brought.
      if (url.hostname === '127.0.0.1') return send(config);
      const server = standIns.find(({ hosts }) => hosts.test(url.host))?.server;
      if (url.protocol !== 'https:' || !server) throw new Error(`No server stands in for ${url.origin}.`);
      const moved = server.url + url.pathname + url.search;
      return send({ ...config, url: moved, baseURL: '', params: undefined });
    },
    takeRequests: () =>
      servers.flatMap((server) => {
        const taken = server.requests.slice(seen.get(server));
        seen.set(server, server.requests.length);
        return taken;
      }),
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/** The emulator of a package, with its credentials in the variables that its provider reads. */
async function startStandIn({ startEmulator, providers }: ProviderPackage): Promise<StandIn> {
  const hosts = providers.flatMap(({ declaration }) => declaration.hosts ?? []);
  // Where one host stands for all below it, examples are of contoso.
  const [first = ''] = hosts.map((host) => host.replace('*', 'contoso'));
  const server = await startEmulator({ host: new URL(first).host });
  const { options } = providers[0].declaration;
  const variables = server.routes(first).flatMap((route) =>
    Object.entries(route.options).flatMap(([name, value]): [string, string][] => {
      const variable = options[name]?.metadata.env;
      return variable === undefined || typeof value !== 'string' ? [] : [[variable, value]];
    }),
  );
  // What an example has from elsewhere.
  const [userToken] = textsIn(property(server.credentials, 'userTokens'));
  if (userToken !== undefined) variables.push(['CHAT_USER_TOKEN', userToken]);
  return { hosts: patternOf(hosts), server, environment: Object.fromEntries(variables) };
}

// A scheme has none.
function hasHosts({ providers }: ProviderPackage): boolean {
  return providers.some(({ declaration }) => declaration.hosts?.length !== 0);
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function patternOf(hosts: readonly string[]): RegExp {
  const patterns = hosts.map((host) =>
    host
      .replace(/^https?:\/\//, '')
      .replaceAll('.', '\\.')
      .replace('*', '.+'),
  );
  return new RegExp(`^(${patterns.join('|')})$`);
}
