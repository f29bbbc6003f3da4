import { inspect } from 'node:util';
import axios, { type AxiosAdapter, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { describe, expect, it } from '@jest/globals';
import { findText, startServer, type TestServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { adapters } from '../fixtures/adapters.js';
import { defineProvider } from '../provider.js';

const canary = 'canary-3f1c9a7e';

/** A key that an API wants in the body, and nowhere else. */
const bodyKey = defineProvider({
  name: 'body-key',
  environmentPrefix: 'BODY_KEY',
  options: {},
  baseURLs: () => [],
  body: () => ({ access: 'write', streamLimit: 0 }),
  authorize:
    () =>
    ({ body }) => ({ body: `${String(body)}&key=${canary}` }),
});

function clientOf(baseURL: string, config: AxiosRequestConfig): AxiosInstance {
  const client = axios.create({ proxy: false, baseURL, ...config });
  client.interceptors.request.use(bodyKey({ baseURL }));
  return client;
}

function serve(): Promise<TestServer> {
  return closedAfterTest(
    startServer(({ target }, response) => {
      if (target === '/hang') return;
      if (target === '/reset') response.destroy();
      else if (target === '/begin') response.write('begins');
      else response.writeHead(Number(target.slice(1))).end('answer');
    }),
  );
}

function expectNothingSecret(value: unknown): void {
  expect(findText(value, canary)).toEqual([]);
  expect(inspect(value, { depth: Infinity, showHidden: true })).not.toContain(canary);
}

const outcome = (request: Promise<unknown>): Promise<unknown> => request.catch((error: unknown) => error);

describe.each(adapters)('a credential in the body over the $name adapter', ({ adapter }) => {
  it.each<[what: string, path: string, config: AxiosRequestConfig]>([
    ['success', '/200', {}],
    ['a stream of an answer', '/200', { responseType: 'stream' }],
    ['a refusal', '/401', {}],
    ['a connection reset', '/reset', {}],
    ['a timeout', '/hang', { timeout: 50 }],
    ['too large a body', '/200', { maxBodyLength: 3 }],
  ])('cannot be seen after %s', async (_what, path, config) => {
    const server = await serve();

    expectNothingSecret(await outcome(clientOf(server.url, { adapter }).post(path, 'a=1', config)));
  });

  it('cannot be seen after a refused connection', async () => {
    const server = await startServer(() => undefined);
    await server.close();

    const error = await outcome(clientOf(server.url, { adapter }).post('/200', 'a=1'));

    expect(error).toHaveProperty('isAxiosError', true);
    expectNothingSecret(error);
  });

  const around: AxiosAdapter = (config) => axios.getAdapter(adapter)({ ...config });
  it.each([
    ['axios’ own', adapter],
    ['one around it', around],
  ])('cannot be seen of a stream that is ended while it is read, by %s', async (_what, used) => {
    const server = await serve();
    const controller = new AbortController();
    const client = clientOf(server.url, { adapter: used, responseType: 'stream', signal: controller.signal });
    const { data } = await client.post<AsyncIterable<unknown>>('/begin', 'a=1');

    const error = await outcome(
      (async () => {
        for await (const chunk of data) if (chunk !== undefined) controller.abort();
      })(),
    );

    expect(server.requests.map(({ body }) => body.toString())).toEqual([`a=1&key=${canary}`]);
    expect(error).toBeInstanceOf(Error);
    expectNothingSecret(error);
  });
});
