import { randomBytes } from 'node:crypto';
import { startEmulator as startAvalaraCommunications } from '@axios-keyring/avalara-communications/emulator';
import { startEmulator as startAvanan } from '@axios-keyring/avanan/emulator';
import { startEmulator as startAzureCommunication } from '@axios-keyring/azure-communication/emulator';
import { startEmulator as startTaxjar } from '@axios-keyring/taxjar/emulator';
import { type Fault, startServer, type TestServer } from '@axios-keyring/testing';
import { answerPreflight, readableAnywhere, startForwarder } from './forwarder.js';
import { type Adapter, type Received, type ServerName, type World } from './smoke/world.js';

/** The servers that the smoke suite works with, and what they accept. */
export interface Surroundings {
  readonly world: World;
  received(server: ServerName): readonly Received[];
  readonly tokensIssued: number;
  revokeTokens(): void;
  /** Ends all of them. */
  close(): Promise<void>;
}

/** All of them. */
export const serverNames = [
  'taxjar',
  'avalara',
  'avanan',
  'portal',
  'azure',
  'bystander',
] as const satisfies readonly ServerName[];

const always = { times: Infinity };

/** How long a token of the portal lives, in milliseconds; it is renewed in the last fifth. */
const portalLife = 6_000;

/** Starts emulators with credentials that were never used before, each behind what a browser needs. */
export async function startSurroundings(adapter: Adapter, seesRedirects: boolean): Promise<Surroundings> {
  const apiToken = newSecret();
  const login = { username: `${newSecret()}@acme.example`, password: `${newSecret()} pässwörd €` };
  const key = { applicationId: `US:${newSecret()}`, secretKey: newSecret() };
  const portalKey = { clientId: newSecret(), accessKey: newSecret() };
  const accessKey = randomBytes(32).toString('base64');
  const bystander = await startServer((request, response) => {
    if (answerPreflight(request, response)) return;
    response.writeHead(200, { ...readableAnywhere, 'content-type': 'application/json' }).end('{}');
  });
  const faults: Fault[] = [
    { what: 'redirect', to: `${bystander.url}/left`, path: '/v2/leave', ...always },
    { what: 'hang', path: '/v2/hang', ...always },
    { what: 'reset', path: '/v2/reset', ...always },
  ];
  const [taxjar, avalara, avanan, portal, azure] = await Promise.all([
    startTaxjar({ apiToken, faults }),
    startAvalaraCommunications(login),
    startAvanan(key),
    startAvanan({
      ...portalKey,
      tokenLifetime: portalLife,
      faults: [{ what: 'delay', milliseconds: 500, path: '/auth/external', ...always }],
    }),
    startAzureCommunication({
      accessKey,
      faults: [
        { what: 'server-error', status: 503, path: '/flaky' },
        { what: 'redirect', to: '/moved', path: '/move', ...always },
      ],
    }),
  ]);
  const servers: Readonly<Record<ServerName, TestServer>> = {
    taxjar,
    avalara,
    avanan,
    portal,
    azure,
    bystander,
  };
  const forwarders = await Promise.all(
    [taxjar, avalara, avanan, azure].map(({ url }) => startForwarder(url)),
  );
  const [taxjarURL = '', avalaraURL = '', avananURL = '', azureURL = ''] = forwarders.map(({ url }) => url);
  return {
    world: {
      adapter,
      seesRedirects,
      taxjar: { baseURL: taxjarURL, apiToken },
      avalara: { baseURL: avalaraURL, ...login },
      avanan: { baseURL: avananURL, ...key },
      portal: { baseURL: portal.url, ...portalKey },
      portalLife,
      azure: { endpoint: azureURL, accessKey, userToken: azure.credentials.userTokens[0] ?? '' },
      bystander: bystander.url,
    },
    received: (server) => receivedBy(servers[server]),
    get tokensIssued() {
      return avanan.tokensIssued;
    },
    revokeTokens: () => {
      avanan.revokeTokens();
    },
    close: async () => {
      await Promise.all([...forwarders, ...Object.values(servers)].map((server) => server.close()));
    },
  };
}

function receivedBy({ requests }: TestServer): readonly Received[] {
  return requests
    .filter(({ method }) => method !== 'OPTIONS')
    .map(({ method, target, headers }) => ({
      method,
      target,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    }));
}

function newSecret(): string {
  return randomBytes(16).toString('hex');
}
