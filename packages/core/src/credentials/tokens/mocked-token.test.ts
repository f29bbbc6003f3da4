import { expect, it } from '@jest/globals';
import { startServer } from '@axios-keyring/testing';
import axios, { type AxiosAdapter, type AxiosInstance } from 'axios';
import { closedAfterTest } from '../../../../../tools/test-setup/closed-after-test.js';
import { defineProvider } from '../../provider.js';
import { TokenSource } from './token-source.js';

const minting = defineProvider({
  name: 'minting',
  environmentPrefix: 'MINTING',
  options: {},
  baseURLs: () => [],
  authorize: () => {
    const tokens = new TokenSource({
      provider: 'minting',
      documentedLife: 3_600_000,
      mint: async ({ exchange, baseURL }) => {
        const { body } = await exchange({ method: 'GET', url: `${baseURL}/token`, headers: {} });
        return { value: body };
      },
    });
    return async (request) => ({
      headers: { 'X-Token': await tokens.get(request, { endpoint: request.baseURL }) },
    });
  },
});

// Whose exchange it is, the others cannot know before the answer is there.
it.each(['mock', 'server'])(
  'a token that a mock answered is nobody else’s where that of a %s comes first',
  async (first) => {
    const api = await closedAfterTest(
      startServer(({ target, headers }, response) => {
        response.end(target === '/token' ? 'real' : headers['x-token']);
      }),
    );
    const mock: AxiosAdapter = async (config) => {
      await new Promise((resolve) => setImmediate(resolve));
      const data = config.url?.endsWith('/token') === true ? 'mocked' : config.headers.get('X-Token');
      return { status: 200, statusText: 'OK', headers: {}, config, data };
    };
    const interceptor = minting({ baseURL: api.url });
    const clientOf = (adapter: AxiosAdapter | 'http'): AxiosInstance => {
      const client = axios.create({ baseURL: api.url, proxy: false, adapter });
      client.interceptors.request.use(interceptor);
      return client;
    };
    const tokenOf = async (client: AxiosInstance): Promise<unknown> => (await client.get<unknown>('/')).data;
    const mocked = clientOf(mock);
    const clients = [mocked, clientOf('http'), mocked, clientOf('http')];
    if (first === 'server') clients.reverse();

    const tokens = await Promise.all(clients.map(tokenOf));
    const later = [await tokenOf(clientOf('http')), await tokenOf(mocked)];

    // A mock may use a real token, which it has no use for.
    const expected = clients.map((client) => (client === mocked && first === 'mock' ? 'mocked' : 'real'));
    expect(tokens).toEqual(expected);
    expect(later).toEqual(['real', first === 'mock' ? 'mocked' : 'real']);
    expect(api.requests.filter(({ target }) => target === '/token')).toHaveLength(1);
  },
);
