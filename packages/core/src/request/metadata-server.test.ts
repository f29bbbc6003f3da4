import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosRequestConfig } from 'axios';
import http from 'node:http';
import net from 'node:net';
import { Agent as Dispatcher } from 'undici';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { adapters } from '../fixtures/adapters.js';
import { setVariable } from '../fixtures/environment.js';
import { text } from '../options/builders.js';
import { defineProvider } from '../provider.js';

/** Asks a metadata server as that of Azure wants to be asked. */
const managed = defineProvider({
  name: 'managed',
  environmentPrefix: 'MANAGED',
  options: { endpoint: text({ description: 'The metadata server.', env: 'MANAGED_ENDPOINT' }) },
  baseURLs: () => [],
  exchangeHosts: ({ endpoint }) => [{ url: endpoint, option: 'endpoint', isMetadata: true }],
  authorize:
    ({ endpoint }) =>
    async ({ exchange }) => {
      const url = `${endpoint}/metadata/identity/oauth2/token?resource=a`;
      const { body } = await exchange({ method: 'GET', url, headers: { Metadata: 'true' } });
      return { headers: { Authorization: `Bearer ${body}` } };
    },
});

let metadata: TestServer;
let proxy: TestServer;

const { globalAgent } = http;

beforeEach(async () => {
  for (const name of ['http_proxy', 'HTTP_PROXY', 'no_proxy', 'NO_PROXY']) setVariable(name, undefined);
  metadata = await closedAfterTest(
    startServer(({ headers }, response) => {
      response.end(headers.metadata === 'true' ? 'token' : 'refused');
    }),
  );
  proxy = await closedAfterTest(
    startServer(({ headers }, response) => {
      response.end(headers.authorization ?? 'nothing');
    }),
  );
});

afterEach(() => {
  http.globalAgent = globalAgent;
  jest.useRealTimers();
});

/** An agent that brings every request to the proxy. */
function leadingAway(): http.Agent {
  const createConnection = (): net.Socket => net.connect(Number(new URL(proxy.url).port), '127.0.0.1');
  return Object.assign(new http.Agent(), { createConnection });
}

async function get(config: AxiosRequestConfig): Promise<unknown> {
  const baseURL = 'http://api.example.com';
  const client = axios.create({ ...config, baseURL });
  client.interceptors.request.use(
    managed({ baseURL, endpoint: metadata.url, dangerouslyAllowPlainHttp: true }),
  );
  const { data } = await client.get<unknown>('/orders');
  return data;
}

/** Only the API's own request goes to the proxy. */
function expectMetadataApart(data: unknown): void {
  expect(data).toBe('Bearer token');
  expect(metadata.requests.map(({ target }) => target)).toEqual([
    '/metadata/identity/oauth2/token?resource=a',
  ]);
  expect(proxy.requests).toHaveLength(1);
  expect(JSON.stringify(proxy.requests)).not.toContain('metadata');
}

describe('a metadata server is asked past', () => {
  it('the proxy of the config', async () => {
    const { hostname: host, port } = new URL(proxy.url);

    expectMetadataApart(
      await get({ adapter: 'http', proxy: { protocol: 'http', host, port: Number(port) } }),
    );
  });

  it('the proxy of the environment', async () => {
    setVariable('http_proxy', proxy.url);

    expectMetadataApart(await get({ adapter: 'http' }));
  });

  it('an agent of the request', async () => {
    expectMetadataApart(await get({ adapter: 'http', proxy: false, httpAgent: leadingAway() }));
  });

  it('the agent of all requests, which Node makes one for the proxy where it is told to', async () => {
    http.globalAgent = leadingAway();

    expectMetadataApart(await get({ adapter: 'http', proxy: false }));
  });

  it('a transport of the request', async () => {
    const transport = {
      request: (options: http.RequestOptions, respond: (response: http.IncomingMessage) => void) =>
        http.request({ ...options, agent: leadingAway() }, respond),
    };

    expectMetadataApart(await get({ adapter: 'http', proxy: false, transport }));
  });

  it('the dispatcher of fetch', async () => {
    const dispatcher = closedAfterTest(
      new Dispatcher({
        connect: (_, callback) => {
          const socket = net.connect(Number(new URL(proxy.url).port), '127.0.0.1');
          socket.once('connect', () => {
            callback(null, socket);
          });
        },
      }),
    );

    expectMetadataApart(await get({ adapter: 'fetch', fetchOptions: { dispatcher } }));
  });
});

it.each(adapters)('one that does not answer is given up after two seconds: $name', async ({ adapter }) => {
  let asked = (): void => undefined;
  const wasAsked = new Promise<void>((resolve) => (asked = resolve));
  metadata = await closedAfterTest(
    startServer(() => {
      asked();
    }),
  );
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] });
  const failed = get({ adapter, proxy: false }).catch((error: unknown) => error);
  await wasAsked;

  await jest.advanceTimersByTimeAsync(2_500);

  expect(await failed).toMatchObject({
    code: 'ERR_KEYRING_TOKEN_EXCHANGE',
    message: expect.stringContaining('got no answer'),
  });
});

it('a mock in place of the adapter answers for it too', async () => {
  const data = await get({
    adapter: (config) => {
      const isToken = config.url?.includes('/metadata/') === true;
      const answer = isToken ? 'of the mock' : config.headers.get('authorization');
      return Promise.resolve({ data: answer, status: 200, statusText: 'OK', headers: {}, config });
    },
  });

  expect(data).toBe('Bearer of the mock');
  expect([...metadata.requests, ...proxy.requests]).toEqual([]);
});
