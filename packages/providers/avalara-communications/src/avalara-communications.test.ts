import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import fc from 'fast-check';
import {
  type AvalaraCommunicationsEmulator,
  type AvalaraCommunicationsEmulatorOptions as EmulatorOptions,
  startEmulator,
} from '@axios-keyring/avalara-communications/emulator';
import vectors from '../vectors.json' with { type: 'json' };
import { avalaraCommunications, type AvalaraCommunicationsOptions } from './index.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';

const login = { username: 'first.last@avalara.com', password: 'secretpassword!' };
const adapters = ['http', 'fetch'] as const;
beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});

afterEach(() => {
  jest.restoreAllMocks();
});

function start(options?: EmulatorOptions): Promise<AvalaraCommunicationsEmulator> {
  return closedAfterTest(startEmulator(options));
}

function clientOf(
  { url }: { readonly url: string },
  options: AvalaraCommunicationsOptions = {},
  adapter: 'http' | 'fetch' = 'http',
): AxiosInstance {
  const client = axios.create({ baseURL: `${url}/api/v2`, adapter });
  client.interceptors.request.use(avalaraCommunications({ baseURL: url, ...login, ...options }));
  return client;
}

const somewhere = { url: 'https://communications.avalara.net/api/v2/afc/serviceinfo' };

describe('the vectors', () => {
  it.each(vectors)('give the Basic credentials of $username', async ({ username, password, encoded }) => {
    const { headers } = await avalaraCommunications({ username, password }).authorize(somewhere);

    expect(headers).toStrictEqual({ Authorization: `Basic ${encoded}`, 'Content-Type': 'application/json' });
  });

  it.each(vectors)('give the api_key of $username', async ({ username, password, encoded }) => {
    const { headers } = await avalaraCommunications({ username, password, scheme: 'api_key' }).authorize(
      somewhere,
    );

    expect(headers).toStrictEqual({ api_key: encoded, 'Content-Type': 'application/json' });
  });
});

describe.each(adapters)('avalaraCommunications over the %s adapter', (adapter) => {
  it.each(vectors)('is accepted with Basic for $username', async ({ username, password, encoded }) => {
    const emulator = await start({ username, password });

    const { status } = await clientOf(emulator, { username, password }, adapter).get('/afc/serviceinfo');

    expect(status).toBe(200);
    expect(emulator.requests[0]?.headers.authorization).toBe(`Basic ${encoded}`);
    expect(emulator.requests[0]?.headers).not.toHaveProperty('api_key');
  });

  it.each(vectors)('is accepted with api_key for $username', async ({ username, password, encoded }) => {
    const emulator = await start({ username, password });
    const client = clientOf(emulator, { username, password, scheme: 'api_key' }, adapter);

    const { status } = await client.get('/afc/serviceinfo');

    expect(status).toBe(200);
    expect(emulator.requests[0]?.headers.api_key).toBe(encoded);
    expect(emulator.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('names neither a client nor a profile unless it is told to', async () => {
    const emulator = await start();

    await clientOf(emulator, {}, adapter).get('/afc/serviceinfo');

    expect(emulator.requests[0]?.headers).not.toHaveProperty('client_id');
    expect(emulator.requests[0]?.headers).not.toHaveProperty('client_profile_id');
  });

  it('names the client and the profile of its options', async () => {
    const emulator = await start({ clientId: 1234, clientProfileIds: [7] });

    await clientOf(emulator, { clientId: 1234, clientProfileId: 7 }, adapter).get('/afc/serviceinfo');

    expect(emulator.requests[0]?.headers).toMatchObject({ client_id: '1234', client_profile_id: '7' });
  });

  it.each([
    ['letters', 'acme-eu/2'],
    ['leading zeros', '0012'],
    ['more digits than a number holds', '12345678901234567890'],
  ])('names a client of %s as it is written', async (_, clientId) => {
    const emulator = await start({ clientId });
    jest.replaceProperty(process, 'env', { AVALARA_COMMUNICATIONS_CLIENT_ID: clientId });

    await clientOf(emulator, { clientId }, adapter).get('/afc/serviceinfo');
    await clientOf(emulator, {}, adapter).get('/afc/serviceinfo');

    expect(emulator.requests.map(({ headers }) => headers.client_id)).toEqual([clientId, clientId]);
  });

  it('names the client 0 and the profile 0 too', async () => {
    const emulator = await start({ clientId: 0, clientProfileIds: [] });

    await clientOf(emulator, { clientId: 0, clientProfileId: 0 }, adapter).get('/afc/serviceinfo');

    expect(emulator.requests[0]?.headers).toMatchObject({ client_id: '0', client_profile_id: '0' });
  });
});

describe('what is encoded', () => {
  it('keeps the case of username and password', async () => {
    const emulator = await start({ username: 'first.last@avalara.com', password: 'SecretPassword!' });
    const client = clientOf(emulator, { username: 'First.LAST@Avalara.com', password: 'SecretPassword!' });

    await expect(client.get('/afc/serviceinfo')).resolves.toMatchObject({ status: 200 });

    const [, sent = ''] = emulator.requests[0]?.headers.authorization?.split(' ') ?? [];
    expect(Buffer.from(sent, 'base64').toString()).toBe('First.LAST@Avalara.com:SecretPassword!');
  });

  it('is the UTF-8 of username, colon and password, whatever they hold', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((value) => !/[\r\n\0\uFFFD]/.test(value));
    const names = text.filter((value) => !value.includes(':'));
    await fc.assert(
      fc.asyncProperty(names, text, async (username, password) => {
        const { headers } = await avalaraCommunications({ username, password }).authorize(somewhere);
        const { Authorization = '' } = headers;
        const bytes = Buffer.from(Authorization.replace(/^Basic /, ''), 'base64');
        expect(bytes.equals(Buffer.from(`${username}:${password}`, 'utf8'))).toBe(true);
      }),
    );
  });
});

describe('the hosts of Avalara Communications', () => {
  it.each([
    ['production', 'https://communications.avalara.net'],
    ['sandbox', 'https://communicationsua.avalara.net'],
  ] as const)('of the environment %s are served', (environment, host) => {
    expect(avalaraCommunications({ ...login, environment }).baseURLs).toEqual([host]);
  });

  it('are those of production by default', () => {
    expect(avalaraCommunications(login).baseURLs).toEqual(['https://communications.avalara.net']);
  });
});
