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

const login = { username: 'first.last@avalara.com', password: 'secretpassword!' };
const encoded = 'Zmlyc3QubGFzdEBhdmFsYXJhLmNvbTpzZWNyZXRwYXNzd29yZCE=';
const adapters = ['http', 'fetch'] as const;
const running: AvalaraCommunicationsEmulator[] = [];

beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

async function start(options?: EmulatorOptions): Promise<AvalaraCommunicationsEmulator> {
  const emulator = await startEmulator(options);
  running.push(emulator);
  return emulator;
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
    const headers = await avalaraCommunications({ username, password }).authorize(somewhere);

    expect(headers).toStrictEqual({ Authorization: `Basic ${encoded}`, 'Content-Type': 'application/json' });
  });

  it.each(vectors)('give the api_key of $username', async ({ username, password, encoded }) => {
    const headers = await avalaraCommunications({ username, password, scheme: 'api_key' }).authorize(
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

  it('asks a function for the password of each request', async () => {
    const emulator = await start();
    const passwords = ['outdated', login.password];
    const client = clientOf(emulator, { password: () => passwords.shift() ?? login.password }, adapter);

    const { status } = await client.get('/afc/serviceinfo');

    expect(status).toBe(200);
    expect(emulator.requests.map((request) => request.status)).toEqual([401, 200]);
  });

  it('waits for a function that answers later', async () => {
    const emulator = await start();
    const client = clientOf(emulator, { password: () => Promise.resolve(login.password) }, adapter);

    await expect(client.get('/afc/serviceinfo')).resolves.toMatchObject({ status: 200 });
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
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !/[\r\n\0]/.test(value));
    const names = text.filter((value) => !value.includes(':'));
    await fc.assert(
      fc.asyncProperty(names, text, async (username, password) => {
        const { Authorization = '' } = await avalaraCommunications({ username, password }).authorize(
          somewhere,
        );
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

  it('are the only ones that get any of the headers', async () => {
    const emulator = await start();
    const client = axios.create({ baseURL: emulator.url });
    client.interceptors.request.use(avalaraCommunications({ ...login, clientId: 1, clientProfileId: 2 }));

    await expect(client.get('/api/v2/afc/serviceinfo')).rejects.toMatchObject({ response: { status: 401 } });

    const names = Object.keys(emulator.requests[0]?.headers ?? {});
    expect(names).not.toEqual(expect.arrayContaining(['authorization']));
    expect(names.filter((name) => /^(client_|api_|content-type)/.test(name))).toEqual([]);
  });
});

describe('the environment', () => {
  it('has everything that is not given as an argument', async () => {
    const emulator = await start({ clientId: 1234, clientProfileIds: [7] });
    jest.replaceProperty(process, 'env', {
      AVALARA_COMMUNICATIONS_USERNAME: login.username,
      AVALARA_COMMUNICATIONS_PASSWORD: login.password,
      AVALARA_COMMUNICATIONS_CLIENT_ID: '1234',
      AVALARA_COMMUNICATIONS_CLIENT_PROFILE_ID: '7',
      AVALARA_COMMUNICATIONS_SCHEME: 'api_key',
      AVALARA_COMMUNICATIONS_BASE_URL: emulator.url,
    });
    const client = axios.create({ baseURL: emulator.url });
    client.interceptors.request.use(avalaraCommunications());

    await client.get('/api/v2/afc/serviceinfo');

    expect(emulator.requests[0]?.headers).toMatchObject({
      api_key: encoded,
      client_id: '1234',
      client_profile_id: '7',
    });
  });

  it('chooses the host', () => {
    jest.replaceProperty(process, 'env', { AVALARA_COMMUNICATIONS_ENVIRONMENT: 'sandbox' });

    expect(avalaraCommunications(login).baseURLs).toEqual(['https://communicationsua.avalara.net']);
  });
});
