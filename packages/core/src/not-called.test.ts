import { beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { adapters } from './fixtures/adapters.js';
import { bearer } from './fixtures/bearer.js';
import { closedAfterTest } from '../../../tools/test-setup/closed-after-test.js';
import { example } from './fixtures/example-provider.js';
import { defineProvider } from './provider.js';
import { rethrow } from './request/attempt.js';

const own = defineProvider({
  name: '@acme/keyring-billing',
  environmentPrefix: 'BILLING',
  options: {},
  baseURLs: () => ['https://billing.example'],
  authorize: () => () => ({ headers: { 'X-Billing': 'a-token' } }),
});

let api: TestServer;

beforeEach(async () => {
  api = await closedAfterTest(
    startServer((_, response) => {
      response.end('{}');
    }),
  );
});

/** As plain JavaScript does it: the type checker refuses what is no interceptor. */
function use(client: AxiosInstance, side: 'request' | 'response', ...given: readonly unknown[]): void {
  const { use: register } = client.interceptors[side];
  Reflect.apply(register, client.interceptors[side], given);
}

describe.each(adapters)('a provider that was not called, over the $name adapter', ({ adapter }) => {
  it.each([
    ['as usual', undefined],
    ['as a synchronous interceptor', { synchronous: true }],
  ])('sends nothing %s, and says what to write', async (_, options) => {
    const client = axios.create({ baseURL: api.url, adapter });
    use(client, 'request', bearer, (error: unknown) => rethrow(error), options);

    for (const sending of [
      client.get('/a'),
      client.post('/a', {}),
      client.get('https://elsewhere.example'),
    ]) {
      await expect(sending).rejects.toMatchObject({
        code: 'ERR_KEYRING_OPTION',
        provider: 'bearer',
        isAxiosError: true,
        message: expect.stringContaining(
          'bearer was given to use() without being called: write use(bearer()).',
        ),
      });
    }
    expect(api.requests).toHaveLength(0);
  });

  it('fails no request of another that was', async () => {
    const client = axios.create({ baseURL: api.url, adapter });
    use(client, 'request', bearer);
    client.interceptors.request.use(example({ token: 'a', baseURL: `${api.url}/example` }));

    await client.get('/example');

    await expect(client.get('/bearer')).rejects.toMatchObject({ provider: 'bearer' });
    expect(api.requests.map(({ target }) => target)).toEqual(['/example']);
  });
});

describe('a provider that was not called', () => {
  it('is named by its package where that is not ours', async () => {
    const client = axios.create({ baseURL: api.url });
    use(client, 'request', own);

    await expect(client.get('/a')).rejects.toThrow(
      'The provider of @acme/keyring-billing was given to use() without being called: write use(provider()).',
    );
  });

  it('says so for responses as well', async () => {
    const client = axios.create({ baseURL: api.url });
    use(client, 'response', bearer);

    await expect(client.get('/a')).rejects.toThrow('bearer was given to use() without being called');
  });

  it.each([{ headers: {} }, { method: 'get' }, { url: 'https://elsewhere.example' }])(
    'is told from one that was given wrong options: %j',
    (options) => {
      const call = (): void => void Reflect.apply(bearer, undefined, [options]);
      expect(call).toThrow('There is no option');
    },
  );
});
