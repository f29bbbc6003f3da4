// What an application writes with all packages. It is compiled, as ESM and as CommonJS, and never run.
import { Agent } from 'node:https';
import axios, { type AxiosInstance, isAxiosError } from 'axios';
import {
  choice,
  defineProvider,
  type KeyringEvent,
  type Provider,
  type ProviderInput,
  secret,
  text,
  TokenSource,
  tokenStore,
  type TokenStore,
  type WireRequest,
} from '@axios-keyring/core';
import { avalaraCommunications } from '@axios-keyring/avalara-communications';
import { avanan, type AvananOptions, type SmartApiOptions } from '@axios-keyring/avanan';
import {
  azureCommunication,
  type AzureCommunicationOptions,
  azureRecordings,
  userTokens,
} from '@axios-keyring/azure-communication';
import { run } from '@axios-keyring/cli';
import { type RedisTokenStore, redisTokenStore } from '@axios-keyring/redis';
import { refusalHint as taxjarHint, taxjar, type TaxjarOptions } from '@axios-keyring/taxjar';
import { startEmulator, type TaxjarEmulator } from '@axios-keyring/taxjar/emulator';
import {
  createKeyring,
  inspectKeyring,
  isKeyringError,
  type Keyring,
  type KeyringConfig,
  type KeyringInterceptor,
  loadKeyring,
  refusalHint,
} from 'axios-keyring';
import { createClient, createCluster, createSentinel } from 'redis';

/** One provider, with and without options. */
export function oneProvider(apiToken: string | undefined): AxiosInstance {
  const client = axios.create({ baseURL: 'https://api.taxjar.com/v2' });
  const id: number = client.interceptors.request.use(taxjar());
  client.interceptors.request.eject(id);
  client.interceptors.request.use(taxjar({ apiToken }));
  client.interceptors.request.use(
    taxjar({ apiToken: () => apiToken, environment: 'sandbox', scheme: 'token' }),
  );
  client.interceptors.request.use(taxjar({ apiToken: async (request) => tokenOf(request) }));
  axios.interceptors.request.use(taxjar({ apiToken, bufferStreams: 1000, onEvent: tell }));
  return client;
}

async function tokenOf(request: WireRequest): Promise<string | undefined> {
  const merchant = await Promise.resolve(request.headers['x-merchant']);
  return merchant === undefined ? undefined : `${request.method} ${request.url.origin} ${merchant}`;
}

function tell({ type, provider, status, headers }: KeyringEvent): void {
  const names: readonly string[] = headers ?? [];
  if (type === 'refused') console.log(provider, status, names.join());
}

/** Every provider, composed. */
export function keyringOfAll(options: TaxjarOptions, tokenStore: TokenStore): Keyring {
  const smartApi: SmartApiOptions = { region: 'eu', applicationId: 'EU:1', secretKey: 'secret' };
  const portal: AvananOptions = { platform: 'infinity', clientId: 'client', accessKey: 'key', region: 'us' };
  const azure: AzureCommunicationOptions = {
    endpoint: 'https://acme.communication.azure.com',
    accessKey: 'a2V5',
  };
  const interceptors: readonly KeyringInterceptor[] = [
    avalaraCommunications({ username: 'user', password: 'password', clientId: 1, clientProfileId: 2 }),
    avanan(smartApi),
    avanan({ ...portal, tokenStore }),
    azureCommunication(azure),
    azureRecordings({ ...azure, contentLocation: 'https://storage.asm.skype.com/v1' }),
  ];
  return createKeyring(
    [...interceptors, { baseURL: 'https://tax-proxy.example/taxjar', interceptor: taxjar(options) }],
    { unmatched: 'refuse' },
  );
}

/** What a keyring and an interceptor say of themselves. */
export async function facts(keyring: Keyring): Promise<string> {
  const route: { readonly provider: string } | undefined = keyring.match('https://api.taxjar.com/v2');
  const { url, headers, credential } = await keyring.authorize({ url: 'https://api.taxjar.com' });
  const { ok, hint, routes } = await taxjar().verify({
    proxy: false,
    timeout: 5_000,
    httpsAgent: new Agent(),
  });
  const { parts } = await taxjar().explain({ url: 'https://api.taxjar.com/v2/categories', method: 'GET' });
  return [
    route?.provider,
    url,
    ...Object.keys(headers),
    ...Object.keys(credential.headers ?? {}),
    ok,
    hint,
    routes[0]?.status,
    parts.length,
  ].join();
}

/** Options of one request. */
export async function perRequest(client: AxiosInstance): Promise<string> {
  await client.get('/public', { keyring: false });
  const { data } = await client.post<{ tax: number }>('/taxes', {}, { keyring: { clientProfileId: 7 } });
  return data.tax.toFixed(2);
}

/** What a failed request says. */
export function describeFailure(error: unknown): string {
  if (isKeyringError(error)) {
    const [problem] = error.problems;
    return [
      error.code,
      problem?.message,
      error.retryAt,
      error.provider,
      error.option,
      error.message,
      error.config?.url,
    ].join();
  }
  if (isAxiosError(error))
    return [error.response?.status, refusalHint(error) ?? taxjarHint(error) ?? 'no hint'].join();
  return String(error);
}

/** A config, and what loads one. */
export const config = {
  routes: [
    { provider: 'taxjar', options: { apiToken: { env: 'TAXJAR_API_TOKEN' } } },
    { provider: '@acme/keyring-billing', baseURL: 'https://billing.example', name: 'billing' },
    { provider: azureCommunication },
  ],
  tokenStore: { redis: { url: { env: 'REDIS_URL' }, encryptionKeys: [{ file: '/run/secrets/key' }] } },
  $production: { unmatched: 'refuse' },
} satisfies KeyringConfig;

/** A keyring of a config. */
export async function loaded(tokenStore: RedisTokenStore): Promise<readonly string[]> {
  const keyring = await loadKeyring();
  const other = await loadKeyring({
    file: 'keyring.config.json',
    only: ['taxjar'],
    providers: [taxjar, avanan],
    tokenStore,
  });
  const { problems, routes } = await inspectKeyring({ profile: undefined, allowCommands: false });
  return [
    ...[...keyring.routes, ...other.routes].map(({ baseURL }) => baseURL),
    ...problems.map(({ file, path, message }) => [file, path, message].join()),
    ...routes.map(({ status }) => status),
  ];
}

/** Tokens that processes share. */
export async function shared(): Promise<KeyringInterceptor> {
  const store = redisTokenStore({ url: 'rediss://redis.example', encryptionKeys: ['6e'.repeat(32)] });
  await store.close();
  return avanan({ region: 'us', tokenStore: store });
}

/** Clients of one's own. */
export function ownClients(): readonly RedisTokenStore[] {
  return [
    redisTokenStore({ client: createClient() }),
    redisTokenStore({ client: createCluster({ rootNodes: [] }) }),
    redisTokenStore({ client: createSentinel({ name: 'main', sentinelRootNodes: [] }), prefix: 'acme' }),
  ];
}

const options = {
  apiToken: secret({ env: 'BILLING_API_TOKEN', description: 'The token of the service.' }),
  region: choice(['eu', 'us'], { description: 'Where.', default: 'eu' }),
  tenant: text({ optional: true, description: 'Whose.' }),
};

/** A provider of one's own. */
export const billing: Provider<ProviderInput<typeof options>> = defineProvider({
  name: '@acme/keyring-billing',
  environmentPrefix: 'BILLING',
  options,
  baseURLs: ({ region }) => [`https://${region}.billing.example`],
  authorize:
    ({ apiToken, tenant }) =>
    async (request) => ({
      headers: {
        Authorization: `Bearer ${await apiToken(request)}`,
        'X-Tenant': tenant ?? 'none',
      },
    }),
  verify: () => ({ method: 'GET', path: '/invoices' }),
  explainRefusal:
    ({ region }) =>
    ({ status }) =>
      status === 403 ? `The token is of another region than ${region}.` : undefined,
});

/** A provider that fetches tokens. */
export const fetching = defineProvider({
  name: 'fetching',
  environmentPrefix: 'FETCHING',
  options: { apiToken: options.apiToken, tokenStore: tokenStore() },
  baseURLs: () => ['https://fetching.example'],
  authorize: ({ apiToken, tokenStore }) => {
    const tokens = new TokenSource({
      provider: 'fetching',
      store: tokenStore,
      mint: async (request, { account }) => {
        const headers = { Authorization: `Basic ${await apiToken(request)}`, 'X-Account': account ?? '' };
        const { body } = await request.exchange({ method: 'POST', url: `${request.baseURL}/token`, headers });
        return { value: body, expiresIn: 3_600_000 };
      },
    });
    return async (request) => ({
      headers: {
        Authorization: await tokens.get(request, { endpoint: request.baseURL, account: 'mine' }),
      },
    });
  },
});

/** The packages for tests and the command line. */
export async function tested(): Promise<number> {
  const emulator: TaxjarEmulator = await startEmulator({ apiToken: 'token' });
  billing({ apiToken: emulator.credentials.apiToken, region: 'us', baseURL: emulator.url });
  await emulator.close();
  const { stdin, stdout, stderr, env } = process;
  const issued = await userTokens({ connectionString: 'endpoint=https://a.example;accesskey=a2V5' }).issue({
    scopes: ['chat'],
  });
  const signal = AbortSignal.timeout(issued.expiresOn.getTime());
  return run(['check'], { stdin, stdout, stderr, env, directory: process.cwd(), signal, version: '1.0.0' });
}
