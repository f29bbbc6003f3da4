import { describe, expect, it } from '@jest/globals';
import axios, { type AxiosAdapter, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import http from 'node:http';
import { type RequestHandler, startServer, type TestServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { MemoryStore } from '../fixtures/memory-store.js';
import { type KeyringInterceptor } from '../interceptor.js';
import { secret } from '../options/secrets.js';
import { tokenStore } from '../options/builders.js';
import { defineProvider } from '../provider.js';
import { tokenExchangeError } from '../credentials/tokens/failures.js';
import { TokenSource } from '../credentials/tokens/token-source.js';

const provider = 'minting';

/** A provider whose token is whatever `/token` answers. */
const minting = defineProvider({
  name: provider,
  environmentPrefix: 'MINTING',
  options: { key: secret({ description: 'The key.' }), tokenStore: tokenStore() },
  baseURLs: () => [],
  authorize: ({ key, tokenStore: store }) => {
    const tokens = new TokenSource({
      provider,
      store,
      documentedLife: 3_600_000,
      mint: async ({ exchange, baseURL }, { secret = '' }) => {
        const url = `${baseURL}/token?key=in-the-query`;
        const response = await exchange({ method: 'GET', url, headers: { 'X-Key': secret } });
        if (response.status === 200) return { value: response.body };
        throw tokenExchangeError({ provider, message: `It answered ${response.status}.`, response });
      },
    });
    return async (request) => {
      const secret = await key(request);
      return { headers: { 'X-Token': await tokens.get(request, { endpoint: request.baseURL, secret }) } };
    };
  },
});

/** An API that issues tokens by `/token`, and answers all else with the token that it got. */
async function serve(issue: RequestHandler): Promise<TestServer> {
  return closedAfterTest(
    startServer(async (request, response) => {
      if (request.target.startsWith('/token')) await issue(request, response);
      else response.end(request.headers['x-token']);
    }),
  );
}

/** Numbers its tokens. */
async function serveTokens(): Promise<TestServer> {
  let count = 0;
  return serve((_, response) => {
    count += 1;
    response.end(`token ${count}`);
  });
}

// Else nothing that goes over plain http may go through a proxy.
const behindProxy = { dangerouslyAllowPlainHttp: true };

function interceptorFor(server: TestServer, tokenStore?: MemoryStore): KeyringInterceptor {
  return minting({ ...behindProxy, baseURL: server.url, key: 's3cret', ...(tokenStore && { tokenStore }) });
}

function clientOf(interceptor: KeyringInterceptor, config: AxiosRequestConfig): AxiosInstance {
  const [baseURL = ''] = interceptor.baseURLs;
  const client = axios.create({ proxy: false, baseURL, ...config });
  client.interceptors.request.use(interceptor);
  return client;
}

async function tokenOf(client: AxiosInstance): Promise<unknown> {
  const { data } = await client.get<unknown>('/');
  return data;
}

async function failureOf(client: AxiosInstance): Promise<unknown> {
  return client.get('/').catch((error: unknown) => error);
}

function exchangesOf({ requests }: TestServer): number {
  return requests.filter(({ target }) => target.startsWith('/token')).length;
}

/** A proxy that gives no answer, and counts who asks it at the same moment. */
async function deadProxy(): Promise<{ readonly config: AxiosRequestConfig; asked: number; most: number }> {
  const counts = { asked: 0, most: 0, config: {} };
  let open = 0;
  const server = await closedAfterTest(
    startServer(async (_, response) => {
      counts.asked += 1;
      open += 1;
      counts.most = Math.max(counts.most, open);
      await new Promise(setImmediate);
      open -= 1;
      response.destroy();
    }),
  );
  const { hostname, port } = new URL(server.url);
  counts.config = { adapter: 'http', proxy: { protocol: 'http', host: hostname, port: Number(port) } };
  return counts;
}

describe('an exchange that many wait for', () => {
  it('does not die with the agent of the one that began it', async () => {
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const server = await serve((_, response) => {
      if (exchangesOf(server) === 1) arrive();
      else response.end('token');
    });
    const interceptor = interceptorFor(server);
    const httpAgent = new http.Agent({ keepAlive: true });
    const first = failureOf(clientOf(interceptor, { adapter: 'http', httpAgent }));
    await arrived;
    const others = Array.from({ length: 5 }, () =>
      tokenOf(clientOf(interceptor, { adapter: 'http', httpAgent: new http.Agent() })),
    );
    await new Promise(setImmediate);
    httpAgent.destroy();

    expect(await first).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
    expect(new Set(await Promise.all(others))).toEqual(new Set(['token']));
    expect(exchangesOf(server)).toBe(2);
  });

  it('is tried over each of their ways once at most, and never over two at a time', async () => {
    const server = await serveTokens();
    const proxy = await deadProxy();
    const interceptor = interceptorFor(server);
    const agents = Array.from({ length: 10 }, () => new http.Agent());
    const clients = [...agents, ...agents].map((httpAgent) =>
      clientOf(interceptor, { ...proxy.config, httpAgent }),
    );

    const failures = await Promise.all(clients.map(failureOf));

    for (const failure of failures) expect(failure).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
    expect(proxy).toMatchObject({ asked: 10, most: 1 });
  });
});

describe('the trouble of one way', () => {
  it('lets requests that go another way wait for nothing', async () => {
    const server = await serveTokens();
    const proxy = await deadProxy();
    const interceptor = interceptorFor(server);
    const behind = clientOf(interceptor, proxy.config);
    for (let times = 0; times < 3; times += 1) await failureOf(behind);
    // The second failure has a wait, so that the third was none.
    expect(proxy.asked).toBe(2);

    await expect(tokenOf(clientOf(interceptor, { adapter: 'http' }))).resolves.toBe('token 1');
    // Its request itself gets no answer: the token is there.
    expect(await failureOf(behind)).not.toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
  });

  it('is that of a refused secret for every way', async () => {
    const server = await serve((_, response) => {
      response.writeHead(401).end();
    });
    const interceptor = interceptorFor(server);
    const ways = [{}, { httpAgent: new http.Agent() }, { env: { FormData } }];
    for (const way of ways) {
      const client = clientOf(interceptor, { adapter: 'http', ...way });
      expect(await failureOf(client)).toMatchObject({ retryAt: expect.any(Number) });
    }
    expect(exchangesOf(server)).toBe(1);
  });

  it('names a token endpoint without the query of its URL', async () => {
    const server = await serveTokens();
    const error = await failureOf(clientOf(interceptorFor(server), (await deadProxy()).config));
    expect(error).toMatchObject({
      message: expect.stringContaining(`${server.url}/token (GET) got no answer`),
    });
    expect(String(error)).not.toContain('in-the-query');
  });

  it('names it without the query also where the runtime says the URL', async () => {
    const server = await serveTokens();
    const adapter: AxiosAdapter = ({ url = '' }) => Promise.reject(new TypeError(`sending ${url} failed`));
    const error = await failureOf(clientOf(interceptorFor(server), { adapter }));
    expect(error).toMatchObject({ message: expect.stringContaining(`sending ${server.url}/token failed`) });
    expect(error).not.toMatchObject({ cause: { message: expect.stringContaining('in-the-query') } });
  });
});

describe.each(adapters)('a token that a function answered, beside the $name adapter', ({ adapter }) => {
  function mockOf(data: string): AxiosAdapter {
    return (config) => Promise.resolve({ status: 200, statusText: 'OK', headers: {}, config, data });
  }

  it('is for requests through that function, and for no store', async () => {
    const server = await serveTokens();
    const store = new MemoryStore();
    const interceptor = interceptorFor(server, store);
    const seen: unknown[] = [];
    const watch = (mock: AxiosAdapter): AxiosAdapter => {
      return (config) => {
        seen.push(config.headers.get('X-Token'));
        return mock(config);
      };
    };
    for (const mock of [watch(mockOf('mocked')), watch(mockOf('mocked otherwise'))]) {
      const client = clientOf(interceptor, { adapter: mock });
      await client.get('/');
      await client.get('/');
    }
    // Two exchanges, which have no token themselves.
    expect(seen).toEqual([
      ...[undefined, 'mocked', 'mocked'],
      ...[undefined, 'mocked otherwise', 'mocked otherwise'],
    ]);
    expect(store.operations).not.toContain('set');

    await expect(tokenOf(clientOf(interceptor, { adapter }))).resolves.toBe('token 1');
  });

  it('is kept where the function passes requests on', async () => {
    const server = await serveTokens();
    const client = clientOf(interceptorFor(server), {});
    // One for each request, as what slows requests down does it.
    client.interceptors.request.use((config) => {
      config.adapter = (sealed) => axios.getAdapter(adapter)(sealed);
      return config;
    });
    await Promise.all(Array.from({ length: 10 }, () => tokenOf(client)));
    await expect(tokenOf(client)).resolves.toBe('token 1');
    expect(exchangesOf(server)).toBe(1);
  });

  it('is not fetched where a server has answered with one already', async () => {
    const server = await serveTokens();
    const interceptor = interceptorFor(server);
    await tokenOf(clientOf(interceptor, { adapter }));
    const client = clientOf(interceptor, {});
    // As caches do: a function for each request.
    client.interceptors.request.use((config) => {
      config.adapter = (sealed) => axios.getAdapter(adapter)(sealed);
      return config;
    });
    await expect(Promise.all([tokenOf(client), tokenOf(client)])).resolves.toEqual(['token 1', 'token 1']);
    expect(exchangesOf(server)).toBe(1);
  });

  it('puts nobody else into a wait where it was none', async () => {
    const server = await serveTokens();
    const interceptor = interceptorFor(server);
    const broken = clientOf(interceptor, { adapter: () => Promise.reject(new Error('no such mock')) });
    for (let times = 0; times < 3; times += 1) await failureOf(broken);
    await expect(tokenOf(clientOf(interceptor, { adapter }))).resolves.toBe('token 1');
  });
});
