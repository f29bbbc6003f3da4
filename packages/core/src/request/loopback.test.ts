import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { beforeEach, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { setVariable } from '../fixtures/environment.js';
import { secret } from '../options/secrets.js';
import { defineProvider } from '../provider.js';

let api: TestServer;
let proxy: TestServer;

/** Sends a token exchange, and then the token. */
const exchanging = defineProvider({
  name: 'exchanging',
  environmentPrefix: 'EXCHANGING',
  options: { key: secret({ description: 'The key.' }) },
  baseURLs: () => [],
  authorize:
    ({ key }) =>
    async (request) => {
      const headers = { 'X-Key': await key(request) };
      const { body } = await request.exchange({ method: 'GET', url: `${request.baseURL}/token`, headers });
      return { headers: { Authorization: `Bearer ${body}` } };
    },
});

beforeEach(async () => {
  for (const name of ['http_proxy', 'HTTP_PROXY', 'no_proxy', 'NO_PROXY']) setVariable(name, undefined);
  api = await closedAfterTest(answering('token'));
  proxy = await closedAfterTest(answering('proxied'));
});

function answering(body: string): Promise<TestServer> {
  return startServer((_, response) => {
    response.end(body);
  });
}

function clientOf(
  config: AxiosRequestConfig = {},
  options: Parameters<typeof exchanging>[0] = {},
): AxiosInstance {
  const client = axios.create({ adapter: 'http', baseURL: api.url, ...config });
  client.interceptors.request.use(exchanging({ key: 'k', baseURL: api.url, ...options }));
  return client;
}

function targets(server: TestServer): string[] {
  return server.requests.map(({ target }) => new URL(target, api.url).pathname);
}

it('plain http on loopback goes past the proxy of the environment, and so does its token exchange', async () => {
  setVariable('http_proxy', proxy.url);

  await clientOf().get('/a');

  expect(targets(api)).toEqual(['/token', '/a']);
  expect(targets(proxy)).toEqual([]);
});

it('plain http that may leave the machine uses that proxy', async () => {
  setVariable('http_proxy', proxy.url);

  await clientOf({}, { dangerouslyAllowPlainHttp: true }).get('/a');

  expect(targets(api)).toEqual([]);
  expect(targets(proxy)).toEqual(['/token', '/a']);
});

it('plain http on loopback is refused where the config has a proxy', async () => {
  const { hostname: host, port } = new URL(proxy.url);
  const error: unknown = await clientOf({ proxy: { protocol: 'http', host, port: Number(port) } })
    .get('/a')
    .catch((reason: unknown) => reason);

  expect(error).toMatchObject({
    code: 'ERR_KEYRING_BASE_URL',
    message: expect.stringContaining('proxy: false'),
  });
  expect([...targets(api), ...targets(proxy)]).toEqual([]);
});

it('a proxy on the config, which fetch does not use, is nothing to refuse there', async () => {
  const { hostname: host, port } = new URL(proxy.url);

  await clientOf({ adapter: 'fetch', proxy: { protocol: 'http', host, port: Number(port) } }).get('/a');

  expect(targets(api)).toEqual(['/token', '/a']);
});
