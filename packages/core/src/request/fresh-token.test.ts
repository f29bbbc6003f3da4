import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { type WireRequest } from '../contract/wire-request.js';
import { type ServedToken } from '../credentials/tokens/token.js';
import { TokenSource } from '../credentials/tokens/token-source.js';
import { adapters } from '../fixtures/adapters.js';
import { defineProvider } from '../provider.js';

const used = new WeakMap<WireRequest, ServedToken>();

/** How old a token is that may not be known everywhere, in milliseconds, as of GitHub. */
const longestSpread = 5_000;

let minted = 0;

const spreading = defineProvider({
  name: 'spreading',
  environmentPrefix: 'SPREADING',
  options: {},
  baseURLs: () => [],
  authorize: () => {
    const mint = (): Promise<{ value: string; expiresIn: number }> => {
      minted += 1;
      return Promise.resolve({ value: `token-${minted}`, expiresIn: 3_600_000 });
    };
    const tokens = new TokenSource({ provider: 'spreading', mint });
    return async (request) => {
      const token = await tokens.tokenFor(request, { endpoint: request.baseURL });
      used.set(request, token);
      return { headers: { Authorization: token.value } };
    };
  },
  onRefusal:
    () =>
    ({ status }, request) => {
      if (status !== 401) return undefined;
      const { mintedAt = 0 } = used.get(request) ?? {};
      return Date.now() - mintedAt < longestSpread ? 'wait' : 'credential';
    },
});

let api: TestServer;
/** After so many requests the token is known. */
let unknown: number;

beforeEach(async () => {
  minted = 0;
  api = await closedAfterTest(
    startServer((_, response) => {
      unknown -= 1;
      response.writeHead(unknown < 0 ? 200 : 401).end();
    }),
  );
});

function client(config: AxiosRequestConfig): AxiosInstance {
  const made = axios.create({ ...config, baseURL: api.url, proxy: false });
  made.interceptors.request.use(spreading({ baseURL: api.url }));
  return made;
}

const sent = (): unknown[] =>
  api.requests.map(({ headers, body }) => `${headers.authorization ?? ''}${body.toString()}`);

describe.each(adapters)('a token that is not known everywhere yet, over the $name adapter', ({ adapter }) => {
  it('is sent again, with the same body', async () => {
    unknown = 1;

    const { status } = await client({ adapter }).post('/a', ' body');

    expect(status).toBe(200);
    expect(sent()).toEqual(['token-1 body', 'token-1 body']);
  });

  it('is sent again as often as the timeout of the request allows, and no new one is fetched', async () => {
    unknown = Infinity;

    await expect(client({ adapter, timeout: 2_400 }).get('/a')).rejects.toMatchObject({
      response: { status: 401 },
    });
    expect(sent()).toEqual(['token-1', 'token-1', 'token-1', 'token-1']);
  });

  it('is not waited for by a request that is aborted', async () => {
    unknown = Infinity;
    const controller = new AbortController();
    const failed = client({ adapter, signal: controller.signal })
      .get('/a', { validateStatus: null })
      .catch((error: unknown) => error);
    while (api.requests.length === 0) await new Promise(setImmediate);
    controller.abort();

    expect(axios.isCancel(await failed)).toBe(true);
    expect(api.requests).toHaveLength(1);
  });
});
