import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import axios from 'axios';
import { avanan } from './index.js';

const base = 'https://cloudinfra-gw-us.portal.checkpoint.com/app/hec-api';
let exchanged: string[];

beforeEach(() => {
  exchanged = [];
  jest.replaceProperty(process, 'env', {});
  jest.replaceProperty(axios.defaults, 'adapter', (config) => {
    const { accessKey }: { accessKey: string } = JSON.parse(String(config.data));
    exchanged.push(accessKey);
    const data = JSON.stringify({ success: true, data: { token: `token.of.${accessKey}`, expiresIn: 1800 } });
    return Promise.resolve({ data, status: 200, statusText: '', headers: {}, config });
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

function authorizer(): (merchant: string) => Promise<string | undefined> {
  const interceptor = avanan({
    platform: 'infinity',
    clientId: 'client',
    accessKey: ({ url }) => url.searchParams.get('merchant'),
  });
  return async (merchant) => {
    const { headers } = await interceptor.authorize({ url: `${base}/v1.0/x?merchant=${merchant}` });
    return headers.Authorization;
  };
}

it('gives each merchant a token of their own key, fetched once', async () => {
  const authorize = authorizer();
  const merchants = ['a', 'b', 'a', 'b', 'a'];

  const headers = await Promise.all(merchants.map((merchant) => authorize(merchant)));

  expect(headers).toEqual(merchants.map((merchant) => `Bearer token.of.${merchant}`));
  expect(exchanged).toEqual(['a', 'b']);
});
