import { afterEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosAdapter, AxiosHeaders, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import http from 'node:http';
import http2 from 'node:http2';
import { type AddressInfo } from 'node:net';
import net from 'node:net';
import { inspect } from 'node:util';
import { findText, type ReceivedRequest, startServer, type TestServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { axiosIsAtLeast } from '../fixtures/axios-version.js';
import { example } from '../fixtures/example-provider.js';

const canary = 'canary-3f1c9a7e';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function serve(): Promise<TestServer> {
  const server = await startServer(({ target }, response) => {
    const [path] = target.split('?');
    if (path === '/hang') return;
    if (path === '/reset') {
      response.destroy();
      return;
    }
    if (path === '/away') response.setHeader('location', 'http://localhost:1/');
    if (path === '/again') response.setHeader('location', '/200');
    response.statusCode = Number(/\d+/.exec(path ?? '')?.[0] ?? 302);
    response.end('answer');
  });
  cleanups.push(() => server.close());
  return server;
}

async function closedPort(): Promise<string> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port }: AddressInfo = Object(server.address());
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

async function outcome(request: Promise<unknown>): Promise<object> {
  const result: unknown = await request.catch((error: unknown) => error);
  if (typeof result === 'object' && result !== null) return result;
  throw new Error('Neither a response nor an error came.');
}

function expectNothingSecret(value: object): void {
  expect(findText(value, canary)).toEqual([]);
  expect(inspect(value, { depth: Infinity, showHidden: true })).not.toContain(canary);
  expect(inspect(value)).not.toContain(canary);
  const { toJSON } = Object(value);
  if (typeof toJSON === 'function') expect(JSON.stringify(value)).not.toContain(canary);
}

/** Where a credential may stand. */
// A cookie is a header like any other; the conformance suite tries it too.
const places = ['headers', 'query'] as const;

/** Whether a request brought the credential, in whatever place. */
function hasCredential({ headers, target }: Pick<ReceivedRequest, 'headers' | 'target'>): boolean {
  return [headers.authorization, headers.cookie, target].some((text) => text?.includes(canary));
}

// axios speaks it over its http adapter since 1.13.
if (axiosIsAtLeast('1.13.0')) {
  it.each(places)('nothing secret can be seen over HTTP/2 of what stands in %s', async (place) => {
    const sent: unknown[] = [];
    const server = http2.createServer();
    const sessions = new Set<http2.ServerHttp2Session>();
    server.on('session', (session) => sessions.add(session));
    server.on('stream', (stream, headers) => {
      sent.push(hasCredential({ headers, target: headers[':path'] ?? '' }));
      stream.respond({ ':status': headers[':path']?.startsWith('/401') === true ? 401 : 200 });
      stream.end('answer');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(async () => {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    const { port }: AddressInfo = Object(server.address());
    const baseURL = `http://127.0.0.1:${port}`;
    const client = axios.create({ adapter: 'http', baseURL });
    client.interceptors.request.use((config) => Object.assign(config, { httpVersion: 2 }));
    client.interceptors.request.use(example({ token: canary, baseURL, place }));

    for (const path of ['/200', '/401']) expectNothingSecret(await outcome(client.get(path)));

    expect(sent).toEqual([true, true]);
  });
}

const everywhere = adapters.flatMap(({ name, adapter }) => places.map((place) => ({ name, adapter, place })));

describe.each(everywhere)(
  'nothing secret can be seen of $place over the $name adapter',
  ({ adapter, place }) => {
    // Where in the request it stood makes no difference to agents.
    const agents = ['the global agent', ...(place === 'headers' ? ['an agent of the user’s'] : [])];
    describe.each(agents)('with %s', (agent) => {
      function clientOf(baseURL: string): AxiosInstance {
        const httpAgent = new http.Agent({ keepAlive: true });
        cleanups.push(() => {
          httpAgent.destroy();
        });
        const client = axios.create({ adapter, baseURL, ...(agent !== 'the global agent' && { httpAgent }) });
        client.interceptors.request.use(example({ token: canary, baseURL, place }));
        return client;
      }

      const aborted = new AbortController();

      it.each<[what: string, config: AxiosRequestConfig]>([
        ['success', { url: '/200' }],
        ['success with a body', { url: '/200', method: 'post', data: { x: 1 } }],
        ['a stream of an answer', { url: '/200', responseType: 'stream' }],
        ['401', { url: '/401' }],
        ['401 as a stream', { url: '/401', responseType: 'stream' }],
        ['500', { url: '/500' }],
        ['a status that the user takes', { url: '/500', validateStatus: () => true }],
        ['a connection reset', { url: '/reset' }],
        ['a timeout', { url: '/hang', timeout: 20 }],
        ['an abort', { url: '/hang', signal: aborted.signal }],
        ['a redirect to the same origin', { url: '/again' }],
        ['a redirect to a stranger that is not there', { url: '/away' }],
        ['too large an answer', { url: '/200', maxContentLength: 1 }],
      ])('after %s', async (_what, config) => {
        const server = await serve();
        const request = clientOf(server.url).request(config);
        if (config.signal)
          setImmediate(() => {
            aborted.abort();
          });

        const result = await outcome(request);

        expectNothingSecret(result);
        expect(inspect(result)).not.toContain('x-nonce');
        expect(server.requests.slice(0, 1).every(hasCredential)).toBe(true);
      });

      it('after a refused connection', async () => {
        expectNothingSecret(await outcome(clientOf(await closedPort()).get('/')));
      });

      it('after an error of a credential function', async () => {
        const server = await serve();
        const client = axios.create({ adapter, baseURL: server.url });
        const token = (): string => {
          throw new Error('vault is sealed');
        };
        client.interceptors.request.use(example({ token, baseURL: server.url, place }));

        const error = await outcome(client.get('/200'));

        expect(error).toMatchObject({ code: 'ERR_KEYRING_CREDENTIAL', isAxiosError: true });
        expect(server.requests).toHaveLength(0);
        expectNothingSecret(error);
      });

      it('through the error of another request that shares the agent', async () => {
        const server = await serve();
        const client = clientOf(server.url);
        await client.get('/200');
        const other = axios.create({ ...client.defaults, headers: {} });

        expectNothingSecret(await outcome(other.get('/500')));
      });

      it('and the config keeps what the user put there', async () => {
        const server = await serve();
        const { config }: { config: AxiosRequestConfig } = Object(
          await outcome(
            clientOf(server.url).get('/500', { headers: { Authorization: 'mine' }, maxRedirects: 7 }),
          ),
        );

        expect(config.headers).toMatchObject({ Authorization: 'mine' });
        expect(config.maxRedirects).toBe(7);
        expect(config.validateStatus).toBeInstanceOf(Function);
        expect(server.requests.map(hasCredential)).toEqual([true]);
      });
    });
  },
);

it('leaves the request on the answer, for those who ask for it', async () => {
  const server = await serve();
  const client = axios.create({ adapter: 'http' });
  client.interceptors.request.use(example({ token: canary, baseURL: server.url }));

  const response = await client.get(`${server.url}/200`);

  expect(Object.keys(response)).not.toContain('request');
  expect(response.request).toMatchObject({ path: '/200' });
});

it('cuts nothing off while a long body is still being sent', async () => {
  const received = new Promise<number>((resolve) => {
    const server = http.createServer((request, response) => {
      // The answer comes first, the rest of the body later.
      response.writeHead(200).flushHeaders();
      let length = 0;
      request.on('data', (chunk: Buffer) => (length += chunk.length));
      request.on('end', () => {
        response.end();
        resolve(length);
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const { port }: AddressInfo = Object(server.address());
      const url = `http://127.0.0.1:${port}`;
      cleanups.push(() => server.close());
      const client = axios.create({ adapter: 'http' });
      client.interceptors.request.use(example({ token: canary, baseURL: url }));
      void client.post(url, Buffer.alloc(8_000_000), { responseType: 'stream' });
    });
  });

  expect(await received).toBe(8_000_000);
});

it('nothing secret can be seen of an adapter that throws at once', async () => {
  const client = axios.create({
    adapter: (config) => {
      throw new axios.AxiosError('Not today.', 'ERR_TEST', config, { headers: config.headers });
    },
  });
  client.interceptors.request.use(example({ token: canary, baseURL: 'https://api.example.com' }));

  const error = await outcome(client.get('https://api.example.com/'));

  expect(error).toMatchObject({ code: 'ERR_TEST', config: { url: 'https://api.example.com/' } });
  expect(JSON.stringify(error)).not.toContain(canary);
  expect(findText(Reflect.get(error, 'config'), canary)).toEqual([]);
});

it.each([undefined, null])('an adapter that answers %s fails with an error that says so', async (answer) => {
  const client = axios.create();
  client.interceptors.request.use(example({ token: canary, baseURL: 'https://api.example.com' }));
  const adapter: unknown = () => Promise.resolve(answer);
  Reflect.set(client.defaults, 'adapter', adapter);

  const error = await outcome(client.get('https://api.example.com/'));

  expect(error).toMatchObject({
    message: expect.stringContaining(`answered ${answer} in place of a response`),
    config: { url: 'https://api.example.com/' },
  });
  expect(findText(error, canary)).toEqual([]);
});

/** Adapters of the user's that hand a request to a real one. */
type Named = Parameters<typeof axios.getAdapter>[0];

const passingOn: [what: string, adapter: (named: Named) => AxiosAdapter][] = [
  ['is a built-in one as a function', (named) => axios.getAdapter(named)],
  ['passes on', (named) => (config) => axios.getAdapter(named)(config)],
  ['passes a copy on', (named) => (config) => axios.getAdapter(named)({ ...config })],
  [
    'passes on with headers of its own',
    (named) => (config) =>
      axios.getAdapter(named)({ ...config, headers: new AxiosHeaders(config.headers.toJSON()) }),
  ],
];

describe.each(everywhere)('of $place over the $name adapter', ({ adapter: named, place }) => {
  it.each(passingOn)(
    'nothing secret can be seen of a stream that is ended while it is read, if the adapter %s',
    async (_what, adapter) => {
      const server = await startServer((_, response) => {
        response.write('begins');
      });
      cleanups.push(() => server.close());
      const client = axios.create({ adapter: adapter(named), responseType: 'stream' });
      client.interceptors.request.use(example({ token: canary, baseURL: server.url, place }));
      const controller = new AbortController();
      const { data } = await client.get<AsyncIterable<unknown>>(server.url, { signal: controller.signal });

      const error = await outcome(
        (async () => {
          for await (const chunk of data) if (chunk !== undefined) controller.abort();
        })(),
      );

      expect(server.requests.map(hasCredential)).toEqual([true]);
      expectNothingSecret(error);
    },
  );
});

function circle(error: unknown): Error {
  const inner = new Error('Inner.', { cause: error });
  const outer = new AggregateError([inner]);
  Object.assign(inner, { outer });
  return outer;
}

describe.each(places)('of %s', (place) => {
  it.each<[what: string, wrap: (error: unknown) => unknown]>([
    ['as a property', (original) => Object.assign(new Error('Wrapped.'), { original })],
    ['as a cause', (cause) => new Error('Wrapped.', { cause })],
    ['in an AggregateError', (error) => new AggregateError([new Error('First.'), error])],
    [
      'deeper',
      (error) => new Error('A', { cause: new AggregateError([Object.assign(new Error('B'), { error })]) }),
    ],
    ['by a symbol', (error) => Object.assign(new Error('Wrapped.'), { [Symbol('error')]: error })],
    ['in a map', (error) => Object.assign(new Error('Wrapped.'), { attempts: new Map([['one', error]]) })],
    [
      'as a plain object',
      (error) => Object.assign(new Error('Wrapped.'), { attempt: Object.assign({}, error) }),
    ],
    ['in a circle', circle],
    [
      'frozen',
      (error) => Object.freeze(Object.assign(new Error('Wrapped.'), { error: Object.freeze(error) })),
    ],
  ])('nothing secret can be seen of an error that an adapter holds %s', async (_what, wrap) => {
    const server = await serve();
    const client = axios.create({
      adapter: async (config) => {
        try {
          return await axios({ ...config, adapter: 'http', validateStatus: (status) => status < 300 });
        } catch (error) {
          throw wrap(error);
        }
      },
    });
    client.interceptors.request.use(example({ token: canary, baseURL: server.url, place }));

    const error = await outcome(client.get(`${server.url}/500`));

    expect(server.requests.map(hasCredential)).toEqual([true]);
    expectNothingSecret(error);
  });
});

it('changes nothing of what an error says beside errors', async () => {
  const details = { config: { headers: { a: 'b' } }, request: { id: 1 }, errors: [{ config: 'c' }] };
  const client = axios.create({
    adapter: () => Promise.reject(Object.assign(new Error('No.'), { details })),
  });
  client.interceptors.request.use(example({ token: canary, baseURL: 'https://api.example.com' }));

  expect(await outcome(client.get('https://api.example.com/'))).toMatchObject({
    details: { config: { headers: { a: 'b' } }, request: { id: 1 }, errors: [{ config: 'c' }] },
  });
  expect(Object.keys(details)).toEqual(['config', 'request', 'errors']);
});
