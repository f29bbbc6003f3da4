import { afterEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import { gzipSync } from 'node:zlib';
import { type RequestHandler, startServer, type TestServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { defineProvider } from '../provider.js';
import { TokenSource } from '../credentials/tokens/token-source.js';

/** A provider whose token is whatever `/token` answers. */
const minting = defineProvider({
  name: 'minting',
  environmentPrefix: 'MINTING',
  options: {},
  baseURLs: () => [],
  authorize: () => {
    const tokens = new TokenSource({
      provider: 'minting',
      mint: async ({ exchange, baseURL }) => {
        const { body } = await exchange({ method: 'GET', url: `${baseURL}/token`, headers: {} });
        return { value: body, expiresIn: 3_600_000 };
      },
    });
    return async (request) => ({
      headers: { 'X-Token': await tokens.get(request, { endpoint: request.baseURL }) },
    });
  },
});

afterEach(() => {
  jest.useRealTimers();
});

describe.each(adapters)('a token exchange over the $name adapter', ({ adapter }) => {
  async function serve(answer: RequestHandler): Promise<TestServer> {
    return closedAfterTest(
      startServer(async (request, response) => {
        if (request.target === '/token') await answer(request, response);
        else response.end(request.headers['x-token']);
      }),
    );
  }

  function clientOf(server: TestServer): AxiosInstance {
    const client = axios.create({ adapter, baseURL: server.url });
    client.interceptors.request.use(minting({ baseURL: server.url }));
    return client;
  }

  it('is not ended by the signal of the request that happened to begin it', async () => {
    let answered = (): void => undefined;
    const asked = new Promise<void>((resolve) => (answered = resolve));
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const server = await serve(async (_, response) => {
      answered();
      await released;
      response.end('one');
    });
    const client = clientOf(server);
    const controller = new AbortController();
    const { signal } = controller;

    const first = client.get('/', { signal, fetchOptions: { signal } }).catch(() => 'aborted');
    await asked;
    const second = client.get<string>('/');
    controller.abort();
    release();

    expect(await first).toBe('aborted');
    expect(await second).toMatchObject({ data: 'one' });
    expect(server.requests.filter(({ target }) => target === '/token')).toHaveLength(1);
  });

  it('is unpacked, whatever the request that began it wants', async () => {
    const server = await serve((_, response) => {
      response.setHeader('Content-Encoding', 'gzip').end(gzipSync('packed'));
    });

    const { data } = await clientOf(server).get<string>('/', { decompress: false });

    expect(data).toBe('packed');
  });

  it('has no part that a polluted prototype holds', async () => {
    const server = await serve((_, response) => void response.end('one'));
    Reflect.set(Object.prototype, 'form', { grant_type: 'of-an-attacker' });
    try {
      await clientOf(server).get('/');
    } finally {
      Reflect.deleteProperty(Object.prototype, 'form');
    }

    expect(server.requests.map(({ target, body }) => target + body.toString())).toEqual(['/token', '/']);
  });

  it('is given up where its answer never ends', async () => {
    let answered = (): void => undefined;
    const asked = new Promise<void>((resolve) => (answered = resolve));
    const server = await serve((_, response) => {
      response.write('Always something, so that no timeout for silence ends it.', answered);
    });
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] });
    const failed = clientOf(server)
      .get('/')
      .catch((error: unknown) => error);
    await asked;

    await jest.advanceTimersByTimeAsync(10_500);

    expect(await failed).toMatchObject({
      code: 'ERR_KEYRING_TOKEN_EXCHANGE',
      message: expect.stringContaining('got no answer'),
    });
    expect(server.requests).toHaveLength(1);
  });
});
