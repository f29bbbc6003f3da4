import { afterEach, describe, expect, it } from '@jest/globals';
import { HttpAgent, HttpsAgent } from 'agentkeepalive';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import * as hpagent from 'hpagent';
import { HttpProxyAgent } from 'http-proxy-agent';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import pino from 'pino';
import { ProxyAgent } from 'proxy-agent';
import tunnel from 'tunnel';
import * as undici from 'undici';
import winston from 'winston';
import { axiosIsAtLeast } from '../fixtures/axios-version.js';
import { example } from '../fixtures/example-provider.js';
import { defineProvider } from '../provider.js';

const canary = 'canary-77b1e0d4';
const folder = join(__dirname, '..', 'fixtures', 'tls');
const key = readFileSync(join(folder, 'key.pem'));
const cert = readFileSync(join(folder, 'certificate.pem'));

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Api {
  readonly url: string;
  /** Resolves once a request for `/hang` or `/token` has come, which is never answered. */
  readonly hanging: Promise<unknown>;
}

async function serve(protocol: 'http' | 'https' | 'http2'): Promise<Api> {
  let arrived = (): void => undefined;
  const hanging = new Promise<void>((resolve) => (arrived = resolve));
  const answer = ({ url, socket }: http.IncomingMessage, response: http.ServerResponse): void => {
    // Some proxies pass on the whole address.
    const path = url?.split('/').at(-1);
    if (path === 'hang' || path === 'token') arrived();
    else response.writeHead(Number(path), { 'x-port': socket.remotePort }).end('answer');
  };
  const sessions = new Set<http2.ServerHttp2Session>();
  const multiplexed = http2.createServer();
  multiplexed.on('session', (session) => sessions.add(session));
  multiplexed.on('stream', (stream, { ':path': path }) => {
    stream.on('error', () => undefined);
    if (path === '/hang') {
      arrived();
      return;
    }
    stream.respond({ ':status': Number(path?.slice(1)) });
    stream.end('answer');
  });
  const server =
    protocol === 'http2'
      ? multiplexed
      : protocol === 'https'
        ? https.createServer({ key, cert }, answer)
        : http.createServer(answer);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  cleanups.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    for (const session of sessions) session.destroy();
    server.close();
  });
  const { port }: AddressInfo = Object(server.address());
  return { url: `${protocol === 'https' ? 'https' : 'http'}://localhost:${port}`, hanging };
}

interface Proxy {
  readonly url: string;
  /** The local ports from which it went on. */
  readonly ports: ReadonlySet<number | undefined>;
}

/** A proxy that tunnels, and that passes on what has the whole address. A silent one does neither. */
async function serveProxy(isSilent = false): Promise<Proxy> {
  const ports = new Set<number | undefined>();
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    if (isSilent) return;
    socket.once('data', (head) => {
      const [method, target = ''] = String(head).split(' ');
      const isTunnel = method === 'CONNECT';
      const { hostname, port } = new URL(isTunnel ? `http://${target}` : target);
      const onward = net.connect(Number(port), hostname, () => {
        ports.add(onward.localPort);
        if (isTunnel) socket.write('HTTP/1.1 200 OK\r\n\r\n');
        else onward.write(head);
        socket.pipe(onward).pipe(socket);
      });
      sockets.add(onward.on('error', () => undefined));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port }: AddressInfo = Object(server.address());
  // Its password is nobody's to see either.
  return { url: `http://user:${canary}@127.0.0.1:${port}`, ports };
}

function clientOf(baseURL: string, token: string, config: AxiosRequestConfig): AxiosInstance {
  const client = axios.create({ baseURL, proxy: false, ...config });
  client.interceptors.request.use(example({ token, baseURL }));
  return client;
}

/** Begins a request that is ended after the test. */
function begin(client: AxiosInstance, config: AxiosRequestConfig = {}): void {
  const controller = new AbortController();
  const ended = client.get('/hang', { ...config, signal: controller.signal }).catch(() => undefined);
  cleanups.push(async () => {
    controller.abort();
    await ended;
  });
}

async function outcomeOf(request: Promise<unknown>): Promise<object> {
  const outcome: unknown = await request.catch((error: unknown) => error);
  if (typeof outcome === 'object' && outcome !== null) return outcome;
  throw new Error('Neither an answer nor an error came.');
}

/** What loggers make of a value: some inspect, others use JSON, pino and winston, and one walks and asks nobody. */
function logged(value: object): string {
  const { request, data }: { request?: object; data?: unknown } = value;
  const lines = [inspect(value, { depth: null }), inspect(request, { depth: null }), walked(value)];
  if (typeof data !== 'object') lines.push(JSON.stringify(value));
  pino({}, { write: (line) => void lines.push(line) }).error({ err: value, value });
  const line: unknown = winston.format.json().transform({ level: 'error', message: 'failed', value }, {});
  lines.push(String(Reflect.get(Object(line), Symbol.for('message'))));
  expect(lines.length).toBeGreaterThan(4);
  return lines.join('\n');
}

function walked(root: unknown): string {
  const texts: string[] = [];
  const seen = new Set<unknown>();
  const waiting = [root];
  for (const value of waiting) {
    if (typeof value === 'string') texts.push(value);
    if (value instanceof Uint8Array) texts.push(Buffer.from(value).toString('latin1'));
    else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value);
      // Symbols too, which few loggers show.
      for (const property of Reflect.ownKeys(value)) {
        if (Object.prototype.propertyIsEnumerable.call(value, property))
          waiting.push(property, Reflect.get(value, property));
      }
    }
  }
  return texts.join('\n');
}

// What was logged may be long; a failure that prints it would hold up the whole run.
function expectNothing(text: string): void {
  expect(text.includes(canary)).toBe(false);
}

async function expectNothingOfOthers(client: AxiosInstance): Promise<void> {
  const responseType = 'stream';
  for (const [url, config] of [
    ['/200', {}],
    ['/500', {}],
    ['/200', { responseType }],
    ['/500', { responseType }],
  ] as const) {
    const outcome = await outcomeOf(client.get(url, config));
    expect(outcome).toMatchObject(url === '/200' ? { status: 200 } : { response: { status: 500 } });
    expectNothing(logged(outcome));
    const { response }: { response?: object } = outcome;
    if (response) expectNothing(logged(response));
  }
}

/** An agent of the kind that notes what it is doing. */
class NotingAgent extends http.Agent {
  current: unknown;

  addRequest(request: http.ClientRequest, options: http.RequestOptions): void {
    Object.assign(this, { [request.path]: request, current: request });
    const addRequest: unknown = Reflect.get(http.Agent.prototype, 'addRequest');
    if (typeof addRequest === 'function') Reflect.apply(addRequest, this, [request, options]);
  }
}

class Session {
  readonly under: object[] = [];

  request(options: http.RequestOptions, respond: (response: http.IncomingMessage) => void): object {
    const request = http.request(options, respond);
    this.under.push(request);
    return request;
  }
}

/** An agent as some wrappers make one: what Node calls is a function, with the agent that it passes on to. */
function functionAgent(): AxiosRequestConfig['httpAgent'] {
  const inner = agentUntilEnd(new NotingAgent({ keepAlive: true }));
  return Object.assign(() => undefined, {
    inner,
    addRequest: (request: http.ClientRequest, options: http.RequestOptions) => {
      inner.addRequest(request, options);
    },
  });
}

interface Way {
  readonly what: string;
  readonly protocol: 'http' | 'https' | 'http2';
  config(place: Place): AxiosRequestConfig;
}

interface Place {
  readonly url: string;
  readonly proxy: string;
  /** How many connections there may be. */
  readonly most: number;
  /** Options of connections. */
  readonly connect: { lookup?: () => void };
}

function agentUntilEnd<Agent extends http.Agent>(agent: Agent): Agent {
  cleanups.push(() => {
    // That of tunnel is typed as an http.Agent, and is none.
    if ('destroy' in agent) agent.destroy();
  });
  return agent;
}

function dispatcherUntilEnd<Dispatcher extends undici.Dispatcher>(dispatcher: Dispatcher): Dispatcher {
  cleanups.push(() => dispatcher.destroy());
  return dispatcher;
}

function overFetch(dispatcher: undici.Dispatcher): AxiosRequestConfig {
  return { adapter: 'fetch', fetchOptions: { dispatcher: dispatcherUntilEnd(dispatcher) } };
}

interface AgentOptions {
  readonly keepAlive: true;
  readonly maxSockets: number;
  readonly ca: Buffer[];
}

function pool(
  what: string,
  protocol: 'http' | 'https',
  make: (options: AgentOptions, proxy: string) => http.Agent,
): Way {
  return {
    what,
    protocol,
    config: ({ proxy, most, connect }) => {
      const agent = agentUntilEnd(make({ keepAlive: true, maxSockets: most, ca: [cert] }, proxy));
      return { adapter: 'http', [`${protocol}Agent`]: agent, ...connect };
    },
  };
}

/** That of the tunnel package takes the parts of an address. */
function tunnelTo(proxy: string): tunnel.ProxyOptions {
  const { hostname, port, username, password } = new URL(proxy);
  return { host: hostname, port: Number(port), proxyAuth: `${username}:${password}` };
}

const byProxy: Way[] = [
  pool(
    'HttpProxyAgent of hpagent',
    'http',
    (options, proxy) => new hpagent.HttpProxyAgent({ ...options, proxy }),
  ),
  pool(
    'HttpsProxyAgent of hpagent',
    'https',
    (options, proxy) => new hpagent.HttpsProxyAgent({ ...options, proxy }),
  ),
  pool('http-proxy-agent', 'http', (options, proxy) => new HttpProxyAgent(proxy, options)),
  ...(['http', 'https'] as const).map((protocol) =>
    pool(
      `proxy-agent to ${protocol}`,
      protocol,
      (options, proxy) => new ProxyAgent({ ...options, getProxyForUrl: () => proxy }),
    ),
  ),
  pool('httpOverHttp of tunnel', 'http', (options, proxy) =>
    tunnel.httpOverHttp({ ...options, proxy: tunnelTo(proxy) }),
  ),
  pool('httpsOverHttp of tunnel', 'https', (options, proxy) =>
    tunnel.httpsOverHttp({ ...options, proxy: tunnelTo(proxy) }),
  ),
  {
    what: 'ProxyAgent of undici',
    protocol: 'http',
    config: ({ proxy, most }) => overFetch(new undici.ProxyAgent({ uri: proxy, connections: most })),
  },
];

const pools: Way[] = [
  pool('an http agent', 'http', (options) => new http.Agent(options)),
  pool('an https agent', 'https', (options) => new https.Agent(options)),
  pool('agentkeepalive', 'http', (options) => new HttpAgent(options)),
  pool('HttpsAgent of agentkeepalive', 'https', (options) => new HttpsAgent(options)),
  {
    what: 'Agent of undici',
    protocol: 'http',
    config: ({ most, connect }) => overFetch(new undici.Agent({ connections: most, connect })),
  },
  {
    what: 'Pool of undici',
    protocol: 'http',
    config: ({ url, most, connect }) => overFetch(new undici.Pool(url, { connections: most, connect })),
  },
  ...byProxy,
];

const ways: Way[] = [
  ...pools,
  {
    what: 'an http agent without keep-alive',
    protocol: 'http',
    config: () => ({ adapter: 'http', httpAgent: agentUntilEnd(new http.Agent()) }),
  },
  {
    what: 'an agent that adds properties later',
    protocol: 'http',
    config: () => ({ adapter: 'http', httpAgent: agentUntilEnd(new NotingAgent({ keepAlive: true })) }),
  },
  {
    what: 'an agent that is a function',
    protocol: 'http',
    config: () => ({ adapter: 'http', httpAgent: functionAgent() }),
  },
  {
    what: 'the global agent',
    protocol: 'http',
    config: () => ({ adapter: 'http' }),
  },
  {
    what: 'a transport that is a module',
    protocol: 'http',
    config: () => ({ adapter: 'http', transport: http }),
  },
  {
    what: 'a transport that holds its requests',
    protocol: 'http',
    config: () => ({ adapter: 'http', transport: new Session() }),
  },
  ...(axiosIsAtLeast('1.13.0')
    ? ([
        {
          what: 'HTTP/2',
          protocol: 'http2',
          // The types of older versions do not know it.
          config: () => ({ ...{ adapter: 'http', httpVersion: 2 } }),
        },
      ] satisfies Way[])
    : []),
];

describe.each(ways)('by way of $what nothing secret of another request is seen', (way) => {
  it('while another is in flight', async () => {
    const { url, hanging } = await serve(way.protocol);
    const shared = way.config({ url, proxy: (await serveProxy()).url, most: 10, connect: {} });
    begin(clientOf(url, canary, shared));
    await hanging;

    await expectNothingOfOthers(clientOf(url, 'another', shared));
    // Nor by a request that is not ours.
    const plain = await outcomeOf(axios.get(`${url}/500`, { proxy: false, ...shared }));
    expect(JSON.stringify(plain)).not.toContain(canary);
  });
});

it.each(['http', 'fetch'])('nothing secret of a token exchange is seen over %s', async (adapter) => {
  const { url, hanging } = await serve('http');
  const shared =
    adapter === 'http'
      ? { adapter, httpAgent: agentUntilEnd(new http.Agent({ keepAlive: true })) }
      : overFetch(new undici.Agent());
  const exchanging = defineProvider({
    name: 'exchanging',
    environmentPrefix: 'EXCHANGING',
    options: {},
    baseURLs: () => [],
    authorize:
      () =>
      async ({ exchange }) => {
        const headers = { 'x-key': canary };
        const { body } = await exchange({ method: 'POST', url: `${url}/token`, headers });
        return { headers: { 'x-token': body } };
      },
  });
  const client = axios.create({ baseURL: url, proxy: false, ...shared });
  client.interceptors.request.use(exchanging({ baseURL: url }));
  begin(client);
  await hanging;

  await expectNothingOfOthers(clientOf(url, 'another', shared));
});

describe.each(pools)('by way of $what nothing secret of another request is seen', (way) => {
  it.each(['queued', 'connecting'])('while it is %s', async (state) => {
    const isQueued = state === 'queued';
    const { url, hanging } = await serve(way.protocol);
    const { url: proxy } = await serveProxy(!isQueued);
    // It never says where the host is.
    const connect = isQueued ? {} : { lookup: () => undefined };
    const shared = way.config({ url, proxy, most: isQueued ? 1 : 10, connect });
    if (isQueued) {
      begin(clientOf(url, 'another', shared));
      await hanging;
    }
    begin(clientOf(url, canary, shared));
    // Nothing but promises is between the call and the agent.
    await new Promise((resolve) => setImmediate(resolve));

    const timeout = await outcomeOf(clientOf(url, 'another', shared).get('/200', { timeout: 20 }));

    expect(timeout).toMatchObject({ message: 'timeout of 20ms exceeded' });
    expectNothing(logged(timeout));
  });
});

function configOf(error: object): AxiosRequestConfig {
  if (!axios.isAxiosError(error) || !error.config) throw new Error('There is no config.');
  return error.config;
}

it.each(pools)('the config of an error sends by way of $what again', async (way) => {
  const { url } = await serve(way.protocol);
  const proxy = await serveProxy();
  const shared = way.config({ url, proxy: proxy.url, most: 10, connect: {} });
  const error = await outcomeOf(clientOf(url, canary, shared).get('/500'));

  const again = await axios({ ...configOf(error), url: `${url}/200` });

  expect(again.status).toBe(200);
  expect(proxy.ports.has(Number(again.headers['x-port']))).toBe(byProxy.includes(way));
});

it('nothing secret is left of a request that was queued, or never got a connection', async () => {
  const { url } = await serve('http');
  const httpAgent = agentUntilEnd(new http.Agent({ keepAlive: true, maxSockets: 1 }));
  const client = clientOf(url, canary, { adapter: 'http', httpAgent });
  const lookup = (): void => undefined;
  const requests = [
    ...['/200', '/200', '/500'].map((path) => client.get(path)),
    client.get('/200', { lookup, timeout: 20 }),
  ];

  for (const outcome of await Promise.all(requests.map(outcomeOf))) {
    expect(inspect(outcome, { depth: null, showHidden: true })).not.toContain(canary);
    expect(inspect(Reflect.get(outcome, 'request'), { depth: null, showHidden: true })).not.toContain(canary);
  }
});

it('the config of an error sends through the same agent again', async () => {
  const { url } = await serve('http');
  const httpAgent = agentUntilEnd(new http.Agent({ keepAlive: true }));
  const sockets = new Set<unknown>();
  httpAgent.on('free', (socket: unknown) => sockets.add(socket));
  const error: unknown = await clientOf(url, canary, { adapter: 'http', httpAgent })
    .get('/500')
    .catch((reason: unknown) => reason);
  if (!axios.isAxiosError(error) || !error.config) throw new Error('No answer came.');

  const again = await outcomeOf(axios({ ...error.config, url: `${url}/200` }));

  expect(again).toMatchObject({ status: 200, config: { httpAgent } });
  expect(inspect(httpAgent)).toBe('Agent { hidden by axios-keyring }');
  expect(sockets.size).toBe(1);
});

it.each([
  ['is sealed', () => Object.seal(new http.Agent())],
  ['does not let anybody look', () => new Proxy(new http.Agent(), { ownKeys: refuse })],
])('an agent that %s is used all the same', async (_what, make) => {
  const { url } = await serve('http');
  const client = clientOf(url, canary, { adapter: 'http', httpAgent: agentUntilEnd(make()) });

  expect(await client.get('/200')).toMatchObject({ status: 200 });
});

function refuse(): never {
  throw new Error('Nobody may look.');
}
