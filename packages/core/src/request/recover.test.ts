import { afterEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import http from 'node:http';
import { Readable } from 'node:stream';
import { findText, startServer, type TestServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { example } from '../fixtures/example-provider.js';
import { type KeyringInterceptor } from '../interceptor.js';
import { secret } from '../options/secrets.js';
import { property } from '../platform/values.js';
import { defineProvider } from '../provider.js';
import { TokenSource } from '../credentials/tokens/token-source.js';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A server that takes one token at a time, at `/`; a new one is to be had at `/token`. */
interface TokenServer extends TestServer {
  accepted: string;
  minted: number;
  /** Holds the next exchanges back until it is called. */
  release: () => void;
  hold: () => void;
}

async function serve(): Promise<TokenServer> {
  let gate: Promise<void> = Promise.resolve();
  const state = {
    accepted: 'token-0',
    minted: 0,
    release: (): void => undefined,
    hold: (): void => undefined,
  };
  state.hold = () => {
    gate = new Promise((resolve) => (state.release = resolve));
  };
  const server = await startServer(async ({ target, headers }, response) => {
    if (target === '/token') {
      state.minted += 1;
      state.accepted = `token-${state.minted}`;
      await gate;
      response.end(state.accepted);
      return;
    }
    const good = headers.authorization === `Bearer ${state.accepted}`;
    response.statusCode = good ? 200 : target === '/odd' ? 500 : 401;
    response.setHeader('x-refused', good ? 'no' : 'yes');
    response.end(good ? 'welcome' : 'token expired'.padEnd(target === '/large' ? 200_000 : 0));
  });
  cleanups.push(() => server.close());
  return Object.assign(state, server);
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const chunk of stream) expect(chunk).toBeDefined();
}

/** A provider that fetches its tokens. */
const minting = defineProvider({
  name: 'minting',
  environmentPrefix: 'MINTING',
  options: { key: secret({ description: 'The key.' }) },
  baseURLs: () => [],
  authorize: ({ key }) => {
    const tokens = new TokenSource({
      provider: 'minting',
      mint: async (request) => {
        const { exchange, baseURL } = request;
        const headers = { 'X-Key': await key(request) };
        const { body } = await exchange({ method: 'GET', url: `${baseURL}/token`, headers });
        return { value: body, expiresIn: 3_600_000 };
      },
    });
    return async (request) => ({
      headers: {
        Authorization: `Bearer ${await tokens.get(request, { endpoint: request.baseURL })}`,
      },
    });
  },
  onRefusal: () => (refusal) =>
    refusal.status === 401 ||
    (refusal.status === 500 && refusal.header('x-refused') === 'yes' && refusal.body.includes('expired'))
      ? 'credential'
      : undefined,
});

describe.each(adapters)('a refused credential over the $name adapter', ({ adapter }) => {
  function clientOf(interceptor: KeyringInterceptor, config: AxiosRequestConfig = {}): AxiosInstance {
    const client = axios.create({ ...config, adapter });
    client.interceptors.request.use(interceptor);
    return client;
  }

  function mintingClient(server: TokenServer, config?: AxiosRequestConfig): AxiosInstance {
    return clientOf(minting({ key: 'k', baseURL: server.url }), { baseURL: server.url, ...config });
  }

  function calls(server: TokenServer): number {
    return server.requests.filter(({ target }) => target !== '/token').length;
  }

  it('is renewed once, and the request sent again with its body', async () => {
    const server = await serve();
    const client = mintingClient(server);
    await client.get('/');
    server.accepted = 'none of those so far';

    const { data } = await client.post<string>('/', { x: 1 });

    expect(data).toBe('welcome');
    expect(server.minted).toBe(2);
    expect(server.requests.slice(-1)[0]?.body.toString()).toBe('{"x":1}');
  });

  it('is renewed also where the user takes every status', async () => {
    const server = await serve();
    const client = mintingClient(server, { validateStatus: () => true });
    await client.get('/');
    server.accepted = 'another';

    expect(await client.get('/')).toMatchObject({ status: 200 });
  });

  it('is recognised by what the provider says, not only by 401', async () => {
    const server = await serve();
    const client = mintingClient(server);
    await client.get('/odd');
    server.accepted = 'another';

    expect(await client.get('/odd')).toMatchObject({ status: 200 });
  });

  it('is renewed once for all concurrent requests, and all succeed', async () => {
    const server = await serve();
    const client = mintingClient(server);
    await client.get('/');
    server.accepted = 'another';

    const answers = await Promise.all(Array.from({ length: 50 }, () => client.get('/')));

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    expect(server.minted).toBe(2);
  });

  it('is not renewed where another request has done so meanwhile', async () => {
    const server = await serve();
    const client = mintingClient(server);
    await client.get('/');
    server.accepted = 'another';

    await client.get('/');
    await client.get('/');

    expect(server.minted).toBe(2);
  });

  it('frees the connection of a refused stream', async () => {
    const server = await serve();
    const httpAgent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    cleanups.push(() => {
      httpAgent.destroy();
    });
    const client = mintingClient(server, { httpAgent, responseType: 'stream' });
    const first = await client.get<AsyncIterable<unknown>>('/');
    await drain(first.data);
    server.accepted = 'another';

    const { status, data } = await client.get<AsyncIterable<unknown>>('/large');
    await drain(data);

    expect(status).toBe(200);
    expect(server.minted).toBe(2);
  });

  it('hands over the refusal of a request whose body was a stream', async () => {
    const server = await serve();
    const client = mintingClient(server);
    await client.get('/');
    server.accepted = 'another';

    const request = client.post('/', Readable.from(['some text']));

    await expect(request).rejects.toMatchObject({ response: { status: 401, data: 'token expired' } });
    expect(calls(server)).toBe(2);
    expect(await client.post('/', Readable.from(['some text']))).toMatchObject({ status: 200 });
  });

  it('hands over that refusal also where the renewal fails', async () => {
    const server = await serve();
    let asked = 0;
    const token = (): string => {
      asked += 1;
      if (asked > 1) throw new Error('The vault is sealed.');
      return 'stale';
    };
    const client = clientOf(example({ token, baseURL: server.url }), { baseURL: server.url });

    const request = client.post('/', Readable.from(['some text']));

    await expect(request).rejects.toMatchObject({ response: { status: 401, data: 'token expired' } });
    expect(asked).toBe(2);
  });

  it('is not renewed again and again for an endpoint that refuses every token', async () => {
    for (const isNew of [true, false]) {
      let minted = 0;
      const server = await startServer(({ target }, response) => {
        response.statusCode = target === '/forbidden' ? 401 : 200;
        if (target === '/token') minted += 1;
        response.end(isNew ? `token-${minted}` : 'token');
      });
      cleanups.push(() => server.close());
      const client = clientOf(minting({ key: 'k', baseURL: server.url }), { baseURL: server.url });

      for (let times = 0; times < 5; times += 1) {
        await expect(client.get('/forbidden')).rejects.toMatchObject({ response: { status: 401 } });
      }
      await client.get('/');

      expect(minted).toBe(2);
    }
  });

  it.each([0, 300])(
    'that never ends is handed over, whole so far, with a timeout of %i ms',
    async (timeout) => {
      const server = await startServer((_request, response) => {
        response.statusCode = 401;
        response.write('event: error');
      });
      cleanups.push(() => server.close());
      const options = { token: () => 'same', baseURL: server.url };
      const client = clientOf(example(options), { responseType: 'stream', timeout, validateStatus: null });

      const { status, data } = await client.get<AsyncIterable<Uint8Array>>(server.url);

      expect(status).toBe(401);
      for await (const chunk of data) {
        expect(Buffer.from(chunk).toString()).toBe('event: error');
        break;
      }
    },
  );

  it.each(['nobody gets it', 'the user ends it'])('that never ends is ended where %s', async (what) => {
    let close = (): void => undefined;
    const closed = new Promise<void>((resolve) => (close = resolve));
    const server = await startServer((_request, response) => {
      response.once('close', close).writeHead(401).write('event: error');
    });
    cleanups.push(() => server.close());
    const secrets = ['first', what === 'the user ends it' ? 'first' : 'of two\nlines'];
    const options = { token: () => secrets.shift() ?? '', baseURL: server.url };
    const config = { responseType: 'stream', timeout: 30_000, validateStatus: null } as const;

    const outcome = await clientOf(example(options), config)
      .get<Readable | ReadableStream>(server.url)
      .catch((error: unknown) => error);

    const data: unknown = property(outcome, 'data');
    if (data instanceof Readable) data.destroy();
    else if (data instanceof ReadableStream) await data.cancel();
    else expect(outcome).toMatchObject({ code: 'ERR_KEYRING_CREDENTIAL' });
    await closed;
  });

  it('that never ends is ended where validateStatus throws', async () => {
    let close = (): void => undefined;
    const closed = new Promise<void>((resolve) => (close = resolve));
    const server = await startServer((_request, response) => {
      response.once('close', close).write('begins');
    });
    cleanups.push(() => server.close());
    const validateStatus = (): never => {
      throw new Error('no status is good enough');
    };
    const options = { token: 'one', baseURL: server.url };
    const client = clientOf(example(options), { responseType: 'stream', validateStatus });

    await expect(client.get(server.url)).rejects.toThrow('no status is good enough');
    await closed;
  });

  it('hands over a second refusal', async () => {
    const server = await startServer((_request, response) => {
      response.statusCode = 401;
      response.end('no');
    });
    cleanups.push(() => server.close());
    let calls = 0;
    const token = (): string => `token-${(calls += 1)}`;
    const client = clientOf(example({ token, baseURL: server.url }));

    await expect(client.get(server.url)).rejects.toMatchObject({
      response: { status: 401 },
      code: 'ERR_BAD_REQUEST',
    });
    expect(server.requests).toHaveLength(2);
  });

  it('from a function is asked for again, and the request sent once more if it changed', async () => {
    const server = await serve();
    let current = 'stale';
    const token = (): string => current;
    const client = clientOf(example({ token, baseURL: server.url }), { baseURL: server.url });

    await expect(client.get('/')).rejects.toMatchObject({ response: { status: 401 } });
    expect(calls(server)).toBe(1);

    const changing = clientOf(
      example({
        token: () => {
          const answer = current;
          current = server.accepted;
          return answer;
        },
        baseURL: server.url,
      }),
      { baseURL: server.url },
    );
    expect(await changing.get('/')).toMatchObject({ status: 200 });
    expect(calls(server)).toBe(3);
  });

  it('that is a constant is not sent again', async () => {
    const server = await serve();
    const client = clientOf(example({ token: 'wrong', baseURL: server.url }), { baseURL: server.url });

    await expect(client.get('/')).rejects.toMatchObject({ response: { status: 401 } });
    expect(calls(server)).toBe(1);
  });

  it('is not waited for longer than the timeout, which covers the whole', async () => {
    const server = await serve();
    server.hold();
    const client = mintingClient(server, { timeout: 40 });

    const request = client.get('/');

    await expect(request).rejects.toMatchObject({
      code: 'ECONNABORTED',
      message: 'timeout of 40ms exceeded',
    });
    expect(calls(server)).toBe(0);
    server.release();
  });

  it('is not waited for after an abort, and the renewal goes on for the others', async () => {
    const server = await serve();
    server.hold();
    const client = mintingClient(server);
    const controller = new AbortController();
    const aborted = client.get('/', { signal: controller.signal });
    const patient = client.get('/');
    controller.abort();

    await expect(aborted).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    server.release();
    expect(await patient).toMatchObject({ status: 200 });
    expect(server.minted).toBe(1);
  });

  it('is not waited for after a cancel token says so', async () => {
    const server = await serve();
    server.hold();
    const source = axios.CancelToken.source();
    const request = mintingClient(server).get('/', { cancelToken: source.token });
    source.cancel('enough');

    await expect(request).rejects.toMatchObject({ code: 'ERR_CANCELED', message: 'enough' });
    server.release();
  });

  it('is not sent once more if the renewed one is the same, and the refusal is handed over', async () => {
    const server = await serve();
    server.accepted = 'another';
    let minted = 0;
    const caching = defineProvider({
      name: 'caching',
      environmentPrefix: 'CACHING',
      options: {},
      baseURLs: () => [],
      authorize: () => {
        const mint = (): Promise<{ value: string }> =>
          Promise.resolve({ value: `token-${(minted += 1) && 0}` });
        const tokens = new TokenSource({ provider: 'caching', documentedLife: 3_600_000, mint });
        return async (request) => ({
          headers: {
            Authorization: `Bearer ${await tokens.get(request, { endpoint: request.baseURL })}`,
          },
        });
      },
    });
    const client = clientOf(caching({ baseURL: server.url }), { baseURL: server.url });

    await expect(client.get('/')).rejects.toMatchObject({ response: { status: 401, data: 'token expired' } });
    expect({ minted, calls: calls(server) }).toEqual({ minted: 2, calls: 1 });
  });

  it('that cannot be had fails every request with an error of its own, by which it can be sent again', async () => {
    const server = await startServer((_request, response) => {
      response.destroy();
    });
    cleanups.push(() => server.close());
    const client = clientOf(minting({ key: 'k', baseURL: server.url }), { baseURL: server.url });

    const errors = await Promise.all(
      ['/1', '/2', '/3'].map((url) => client.get(url).catch((error: unknown) => error)),
    );

    expect(errors.map((error) => axios.isAxiosError(error) && [error.code, error.config?.url])).toEqual([
      ['ERR_KEYRING_TOKEN_EXCHANGE', '/1'],
      ['ERR_KEYRING_TOKEN_EXCHANGE', '/2'],
      ['ERR_KEYRING_TOKEN_EXCHANGE', '/3'],
    ]);
    expect(server.requests).toHaveLength(1);
  });

  it.each([401, 500, 0])('leaves nothing of an exchange on the agent (status %j)', async (status) => {
    const server = await startServer((_request, response) => {
      if (status === 0) response.destroy();
      else response.writeHead(status).end();
    });
    const agent = new http.Agent({ keepAlive: true });
    cleanups.push(
      () => server.close(),
      () => {
        agent.destroy();
      },
    );
    const client = clientOf(minting({ key: 'the-key-of-the-exchange', baseURL: server.url }), {
      baseURL: server.url,
      httpAgent: agent,
    });

    await client.get('/').catch(() => undefined);

    expect(server.requests[0]?.headers['x-key']).toBe('the-key-of-the-exchange');
    expect(findText(agent, 'the-key-of-the-exchange')).toEqual([]);
  });

  it('cannot be had if the token endpoint redirects', async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    cleanups.push(() => server.close());
    const client = clientOf(minting({ key: 'k', baseURL: server.url }), { baseURL: server.url });

    await client.get('/').catch(() => undefined);

    expect(server.requests.map(({ target }) => target)).not.toContain('/elsewhere');
  });
});
