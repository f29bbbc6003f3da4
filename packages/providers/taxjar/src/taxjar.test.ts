import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import { startEmulator, type TaxjarEmulator } from '@axios-keyring/taxjar/emulator';
import vectors from '../vectors.json' with { type: 'json' };
import { taxjar, type TaxjarOptions } from './index.js';

const apiToken = '9e0cd62a22f451701f29c3bde214';
const adapters = ['http', 'fetch'] as const;

let emulator: TaxjarEmulator;

beforeEach(async () => {
  jest.replaceProperty(process, 'env', {});
  emulator = await startEmulator({ apiToken });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await emulator.close();
});

function clientWith(options: TaxjarOptions, adapter: 'http' | 'fetch' = 'http'): AxiosInstance {
  const client = axios.create({ baseURL: `${emulator.url}/v2`, adapter });
  client.interceptors.request.use(taxjar({ baseURL: emulator.url, ...options }));
  return client;
}

function header(name: string): string | string[] | undefined {
  return emulator.requests.at(-1)?.headers[name];
}

describe('the vectors of the API reference', () => {
  it.each(vectors)('give the Authorization header of the form $form', async (vector) => {
    const scheme = vector.form === 'token' ? 'token' : 'bearer';
    const interceptor = taxjar({ apiToken: vector.apiToken, scheme });

    await expect(
      interceptor.authorize({ url: 'https://api.taxjar.com/v2/categories' }),
    ).resolves.toStrictEqual({ Authorization: vector.authorization });
  });
});

describe.each(adapters)('taxjar over the %s adapter', (adapter) => {
  it.each(vectors)('is accepted with the form $form', async (vector) => {
    const scheme = vector.form === 'token' ? 'token' : 'bearer';

    const { status } = await clientWith({ apiToken: vector.apiToken, scheme }, adapter).get('/categories');

    expect(status).toBe(200);
    expect(header('authorization')).toBe(vector.authorization);
    expect(header('x-api-version')).toBeUndefined();
  });

  it('authorizes a POST and leaves its JSON as it is', async () => {
    const order = { to_country: 'US', to_zip: '90404', amount: 15, shipping: 1.5 };

    const { status } = await clientWith({ apiToken }, adapter).post('/taxes', order);

    expect(status).toBe(200);
    expect(emulator.requests[0]?.body.toString()).toBe(JSON.stringify(order));
    expect(header('content-type')).toBe('application/json');
  });

  it('sends the dated version of the API where one is set', async () => {
    await clientWith({ apiToken, apiVersion: '2022-01-24' }, adapter).get('/categories');

    expect(header('x-api-version')).toBe('2022-01-24');
  });

  it('asks a function for the API token of each request', async () => {
    const tokens = new Map([
      ['/v2/categories', apiToken],
      ['/v2/nexus/regions', 'of-another-merchant'],
    ]);
    const client = clientWith({ apiToken: ({ url }) => tokens.get(url.pathname) }, adapter);

    await client.get('/categories');
    await expect(client.get('/nexus/regions')).rejects.toMatchObject({ response: { status: 401 } });

    const sent = emulator.requests.map(({ headers }) => headers.authorization);
    expect(sent).toEqual([`Bearer ${apiToken}`, 'Bearer of-another-merchant']);
  });

  it('waits for a function that answers later', async () => {
    const { status } = await clientWith({ apiToken: () => Promise.resolve(apiToken) }, adapter).get(
      '/categories',
    );

    expect(status).toBe(200);
  });

  it('sends the request once more when the function has a new API token after a refusal', async () => {
    const answers = ['an-old-token', apiToken];
    const client = clientWith({ apiToken: () => answers.shift() ?? apiToken }, adapter);

    const { status } = await client.get('/categories');

    expect(status).toBe(200);
    expect(emulator.requests.map((request) => request.status)).toEqual([401, 200]);
  });

  it.each([
    ['returns nothing', () => undefined, 'returned nothing'],
    ['returns an empty text', () => '', 'is empty'],
    ['returns a text with a quotation mark', () => 'a-secret"token', 'quotation mark'],
    ['returns a text with a line break', () => 'a-secret\r\ntoken', 'line break'],
  ])('sends nothing if the function %s', async (_, giveToken, problem) => {
    const sending = clientWith({ apiToken: giveToken }, adapter).get('/categories');
    const error: unknown = await sending.catch((reason: unknown) => reason);

    expect(error).toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      provider: 'taxjar',
      option: 'apiToken',
      message: expect.stringContaining(problem),
    });
    expect(inspect(error, { depth: Infinity })).not.toContain('a-secret');
    expect(emulator.requests).toHaveLength(0);
  });
});

describe('the hosts of TaxJar', () => {
  it.each([
    ['production', 'https://api.taxjar.com'],
    ['sandbox', 'https://api.sandbox.taxjar.com'],
  ] as const)('of the environment %s are served', (environment, host) => {
    expect(taxjar({ apiToken, environment }).baseURLs).toEqual([host]);
  });

  it('are those of production by default', () => {
    expect(taxjar({ apiToken }).baseURLs).toEqual(['https://api.taxjar.com']);
  });

  it('are the only ones that get the API token', async () => {
    const client = axios.create({ baseURL: emulator.url });
    client.interceptors.request.use(taxjar({ apiToken }));

    await expect(client.get('/v2/categories')).rejects.toMatchObject({ response: { status: 401 } });

    expect(header('authorization')).toBeUndefined();
  });
});

describe('the environment', () => {
  it('has everything that is not given as an argument', async () => {
    jest.replaceProperty(process, 'env', {
      TAXJAR_API_TOKEN: apiToken,
      TAXJAR_BASE_URL: emulator.url,
      TAXJAR_API_VERSION: '2020-08-07',
      TAXJAR_SCHEME: 'token',
    });
    const client = axios.create({ baseURL: `${emulator.url}/v2` });
    client.interceptors.request.use(taxjar());

    await client.get('/categories');

    expect(header('authorization')).toBe(`Token token="${apiToken}"`);
    expect(header('x-api-version')).toBe('2020-08-07');
  });

  it('chooses the host', () => {
    jest.replaceProperty(process, 'env', { TAXJAR_API_TOKEN: apiToken, TAXJAR_ENVIRONMENT: 'sandbox' });

    expect(taxjar().baseURLs).toEqual(['https://api.sandbox.taxjar.com']);
  });

  it('gives way to arguments', async () => {
    jest.replaceProperty(process, 'env', { TAXJAR_API_TOKEN: 'of-the-environment', TAXJAR_SCHEME: 'token' });

    await clientWith({ apiToken, scheme: 'bearer' }).get('/categories');

    expect(header('authorization')).toBe(`Bearer ${apiToken}`);
  });

  it('completes an argument that is undefined, as a variable that is not set would be', async () => {
    jest.replaceProperty(process, 'env', { TAXJAR_API_TOKEN: apiToken });

    await clientWith({ apiToken: undefined }).get('/categories');

    expect(header('authorization')).toBe(`Bearer ${apiToken}`);
  });

  it.each([
    ['no variable', {}],
    ['an empty variable', { TAXJAR_API_TOKEN: '' }],
  ])('without an API token (%s) makes the construction fail, and nothing is sent', async (_, variables) => {
    jest.replaceProperty(process, 'env', variables);
    const client = axios.create({ baseURL: `${emulator.url}/v2` });

    const setUpAndSend = async (): Promise<unknown> => {
      client.interceptors.request.use(taxjar({ baseURL: emulator.url }));
      return client.get('/categories');
    };

    await expect(setUpAndSend()).rejects.toMatchObject({
      code: 'ERR_KEYRING_MISSING_OPTION',
      option: 'apiToken',
      message:
        '[@axios-keyring/taxjar] apiToken is missing. ' +
        'Set it in taxjar({ apiToken }) or in TAXJAR_API_TOKEN.',
    });
    expect(emulator.requests).toHaveLength(0);
  });
});
