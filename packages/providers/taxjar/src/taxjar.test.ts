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
    ).resolves.toMatchObject({ credential: { headers: { Authorization: vector.authorization } } });
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
});
