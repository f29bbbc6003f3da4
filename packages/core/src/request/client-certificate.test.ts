import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance, type AxiosRequestConfig, type CreateAxiosDefaults } from 'axios';
import { HttpsAgent as HttpsKeepAlive } from 'agentkeepalive';
import { HttpsProxyAgent as HttpsProxyOfHpagent } from 'hpagent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { type Duplex } from 'node:stream';
import tls from 'node:tls';
import { inspect } from 'node:util';
import { ProxyAgent } from 'proxy-agent';
import tunnel from 'tunnel';
import { findText } from '@axios-keyring/testing';
import { type ClientCertificate } from '../contract/client-certificate.js';
import { type MaybePromise, type WireRequest } from '../contract/wire-request.js';
import { type Issuer, makeIssuer } from '../fixtures/certificates.js';
import { type MutualTlsServer, startMutualTls } from '../fixtures/mutual-tls.js';
import { type KeyringInterceptor } from '../interceptor.js';
import { secret } from '../options/secrets.js';
import { axiosIsBefore } from '../platform/axios.js';
import { defineProvider } from '../provider.js';
import { refusalHint } from './recover.js';

const issuer: Issuer = makeIssuer();
const { ca } = issuer;
const others: Issuer = makeIssuer();
const stranger = others.issue('stranger');
others.close();
const [server, billing, stock] = ['server', 'billing', 'stock'].map((name) => issuer.issue(name));
// Of the private key, what is in one line of it.
const secretLine = billing?.key.split('\n')[1] ?? '';
const code = 'ERR_KEYRING_CLIENT_CERTIFICATE';

const cleanups: (() => unknown)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});
afterAll(() => {
  issuer.close();
});

async function serve(settings?: Parameters<typeof startMutualTls>[2]): Promise<MutualTlsServer> {
  if (!server) throw new Error('No certificate was made.');
  const started = await startMutualTls(server, ca, settings);
  cleanups.push(() => {
    started.close();
  });
  return started;
}

function showing(
  baseURL: string,
  certificate: ((request: WireRequest) => MaybePromise<ClientCertificate | undefined>) | undefined,
): KeyringInterceptor {
  const provider = defineProvider({
    name: 'shown',
    environmentPrefix: 'SHOWN',
    options: {},
    baseURLs: () => [baseURL],
    authorize: () => () => ({}),
    ...(certificate && { clientCertificate: () => certificate }),
    verify: () => ({ method: 'GET', path: '/verify' }),
  });
  return provider();
}

function agentOf(options: https.AgentOptions = {}): https.Agent {
  const agent = new https.Agent({ ca, keepAlive: true, ...options });
  cleanups.push(() => {
    agent.destroy();
  });
  return agent;
}

function clientOf(
  interceptors: readonly KeyringInterceptor[],
  config: CreateAxiosDefaults = {},
): AxiosInstance {
  const client = axios.create({ adapter: 'http', proxy: false, httpsAgent: agentOf(), ...config });
  for (const interceptor of interceptors) client.interceptors.request.use(interceptor);
  return client;
}

/** A proxy that tunnels, and takes nobody without one. */
async function startTunnel(): Promise<{ readonly url: string; readonly targets: readonly string[] }> {
  const targets: string[] = [];
  const proxy = http.createServer((_, response) => {
    targets.push('in clear');
    response.writeHead(502).end();
  });
  proxy.on('connect', ({ url = '' }: http.IncomingMessage, socket: Duplex) => {
    targets.push(url);
    const to = net.connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      to.pipe(socket).pipe(to);
    });
    for (const end of [socket, to]) end.on('error', () => undefined);
    cleanups.push(() => to.destroy());
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  cleanups.push(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  const { port }: AddressInfo = Object(proxy.address());
  return { url: `http://127.0.0.1:${port}`, targets };
}

const outcomeOf = (sent: Promise<unknown>): Promise<unknown> => sent.catch((error: unknown) => error);

function redirecting(
  to: () => string,
): (request: http.IncomingMessage, response: http.ServerResponse) => void {
  return ({ url }, response) => {
    if (url === '/a/go') response.writeHead(302, { location: to() });
    response.end('{}');
  };
}

describe('a client certificate is shown', () => {
  it('to its route, and to nobody else', async () => {
    const api = await serve();
    const client = clientOf([
      showing(`${api.url}/a`, () => billing),
      showing(`${api.url}/b`, () => stock),
      showing(`${api.url}/c`, undefined),
      showing(`${api.url}/d`, () => undefined),
    ]);
    for (const path of [
      '/a',
      '/b',
      '/c',
      '/d',
      '/other',
      '/a/x',
      '/ab',
      '/a',
      '/a/../other',
      '/a/%2e%2e/other',
    ])
      await client.get(api.url + path);
    expect(api.clients()).toEqual(['billing', 'stock', '', '', '', 'billing', '', 'billing', '', '']);
  });

  it('to no other host or port', async () => {
    const [api, elsewhere] = [await serve(), await serve()];
    const client = clientOf([showing(api.url, () => billing)]);
    const others = [
      elsewhere.url,
      api.url.replace('localhost', 'elsewhere.localhost'),
      api.url.replace('localhost', '127.0.0.1'),
    ];
    const lookup = (
      _name: string,
      _options: object,
      found: (error: null, address: string, family: 4) => void,
    ): void => {
      found(null, '127.0.0.1', 4);
    };
    for (const url of [api.url, ...others]) await client.get(url, { lookup });
    expect(api.clients()).toEqual(['billing', '', '']);
    expect(elsewhere.clients()).toEqual(['']);
  });

  it.each(['/other', '/a/there', 'elsewhere'])(
    'to where a redirect leads only if that is its route: %s',
    async (to) => {
      const elsewhere = await serve();
      const api = await serve({ handler: redirecting(() => (to === 'elsewhere' ? elsewhere.url : to)) });
      const client = clientOf([showing(`${api.url}/a`, () => billing)]);
      await client.get(`${api.url}/a/go`);
      await client.get(`${api.url}/a`);
      const between = { '/other': [''], '/a/there': ['billing'], elsewhere: [] }[to] ?? [];
      expect(api.clients()).toEqual(['billing', ...between, 'billing']);
      expect(elsewhere.clients()).toEqual(to === 'elsewhere' ? [''] : []);
    },
  );

  it('to its own host no more, after a redirect has left it', async () => {
    const elsewhere = await serve({
      handler: (_, response) => response.writeHead(302, { location: `${api.url}/a` }).end(),
    });
    const api = await serve({ handler: redirecting(() => elsewhere.url) });
    await clientOf([showing(`${api.url}/a`, () => billing)]).get(`${api.url}/a/go`);
    expect(api.clients()).toEqual(['billing', '']);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'on connections, and in sessions, of its own: %s',
    async (version) => {
      const api = await serve({ minVersion: version, maxVersion: version });
      const certificates = [billing, stock, undefined];
      for (const keepAlive of [true, false]) {
        const client = clientOf(
          certificates.map((certificate, index) => showing(`${api.url}/${index}`, () => certificate)),
          { httpsAgent: agentOf({ keepAlive }) },
        );
        const before = api.visits.length;
        for (let turn = 0; turn < 4; turn += 1)
          for (const index of [0, 1, 2, 9]) await client.get(`${api.url}/${index}`);
        const visits = api.visits.slice(before);
        const names: Readonly<Record<string, string>> = {
          '/0': 'billing',
          '/1': 'stock',
          '/2': '',
          '/9': '',
        };
        for (const { path, client: name } of visits) expect([path, name]).toEqual([path, names[path]]);
        // Connections and sessions were used again indeed.
        expect(new Set(visits.map(({ port }) => port)).size).toBe(keepAlive ? 3 : visits.length);
        expect(visits.some(({ isResumed }) => isResumed)).toBe(!keepAlive);
      }
    },
  );

  it('to each its own, where many requests are under way at once', async () => {
    const api = await serve();
    const names = Array.from({ length: 8 }, (_, index) => `tenant-${index}`);
    const pairs = new Map(names.map((name) => [name, issuer.issue(name)]));
    const tenants = showing(api.url, ({ url }) => pairs.get(url.pathname.slice(1)));
    const client = clientOf([tenants], { httpsAgent: agentOf({ maxSockets: 3, maxFreeSockets: 2 }) });
    await Promise.all(Array.from({ length: 64 }, (_, index) => client.get(`${api.url}/tenant-${index % 9}`)));
    expect(api.visits).toHaveLength(64);
    for (const { path, client: name } of api.visits)
      expect(name).toBe(path === '/tenant-8' ? '' : path.slice(1));
  });

  it('again, after a refusal', async () => {
    let sent = 0;
    const api = await serve({
      handler: (_, response) => response.writeHead((sent += 1) === 1 ? 401 : 200).end('{}'),
    });
    let token = 0;
    const provider = defineProvider({
      name: 'shown',
      environmentPrefix: 'SHOWN',
      options: { token: secret({ env: 'SHOWN_TOKEN', description: 'The token.' }) },
      baseURLs: () => [api.url],
      authorize:
        ({ token: read }) =>
        async (request) => ({ headers: { authorization: await read(request) } }),
      clientCertificate: () => () => billing,
    });
    const interceptor = provider({ token: () => `token-${(token += 1)}` });
    await clientOf([interceptor]).get(api.url);
    expect(api.clients()).toEqual(['billing', 'billing']);
  });

  it('where a token is fetched: at its own host, and elsewhere if the provider says so', async () => {
    const api = await serve();
    const elsewhere = await serve();
    const provider = defineProvider({
      name: 'shown',
      environmentPrefix: 'SHOWN',
      options: {},
      baseURLs: () => [`${api.url}/a`],
      exchangeHosts: () => [elsewhere.url],
      authorize:
        () =>
        async ({ exchange }) => {
          const asked = { method: 'GET', headers: {} } as const;
          await exchange({ ...asked, url: `${api.url}/token` });
          await exchange({ ...asked, url: `${elsewhere.url}/plain` });
          await exchange({ ...asked, url: `${elsewhere.url}/token`, showsCertificate: true });
          return { headers: { authorization: 'token' } };
        },
      clientCertificate: () => () => billing,
    });
    await clientOf([provider()]).get(`${api.url}/a`);
    const told = ({ visits }: MutualTlsServer): unknown => visits.map(({ path, client }) => [path, client]);
    expect(told(api)).toEqual([
      ['/token', 'billing'],
      ['/a', 'billing'],
    ]);
    expect(told(elsewhere)).toEqual([
      ['/plain', ''],
      ['/token', 'billing'],
    ]);
  });

  it('by verify(), and named by explain() without its key', async () => {
    const api = await serve({ strict: true });
    const interceptor = showing(api.url, () => ({ ...billing, ca }));
    expect(await interceptor.verify({ proxy: false })).toMatchObject({ ok: true });
    expect(api.clients()).toEqual(['billing']);
    const explanation = await interceptor.explain({ url: api.url });
    expect(explanation.clientCertificate).toEqual({
      subject: 'CN=billing, O=Acme',
      validFrom: expect.stringMatching(/^20\d\d-.*Z$/),
      validTo: expect.stringMatching(/^20\d\d-.*Z$/),
    });
    expect(JSON.stringify(explanation)).not.toContain(secretLine);
    expect((await showing(api.url, undefined).explain({ url: api.url })).clientCertificate).toBeUndefined();
  });
});

describe('with agents', () => {
  it.each([
    'none',
    'false',
    'https',
    'agentkeepalive',
    'hpagent',
    'https-proxy-agent',
    'proxy-agent',
    'axios',
  ])('it is shown by way of %s, and each connection serves one certificate', async (kind) => {
    const api = await serve();
    const tunnel = await startTunnel();
    const agents: Readonly<Record<string, () => unknown>> = {
      none: () => undefined,
      false: () => false,
      https: () => agentOf(),
      agentkeepalive: () => new HttpsKeepAlive({ ca }),
      hpagent: () => new HttpsProxyOfHpagent({ ca, proxy: tunnel.url, keepAlive: true }),
      'https-proxy-agent': () => Object.assign(new HttpsProxyAgent(tunnel.url), { options: { ca } }),
      'proxy-agent': () => new ProxyAgent({ ca, keepAlive: true, getProxyForUrl: () => tunnel.url }),
      axios: () => undefined,
    };
    const httpsAgent = agents[kind]?.();
    if (httpsAgent instanceof http.Agent)
      cleanups.push(() => {
        httpsAgent.destroy();
      });
    const { hostname: host, port } = new URL(tunnel.url);
    const proxy = kind === 'axios' && { host, port: Number(port), protocol: 'http' };
    const client = clientOf(
      [
        showing(`${api.url}/a`, () => ({ ...billing, ca })),
        showing(`${api.url}/b`, () => ({ ...stock, ca })),
      ],
      { httpsAgent, proxy },
    );
    const outcome = await outcomeOf(client.get(`${api.url}/a`));
    // Before 1.16.1 axios has TLS end at the proxy.
    if (kind === 'axios' && axiosIsBefore(17) && tunnel.targets.length === 0) {
      expect(outcome).toMatchObject({
        code,
        message: expect.stringContaining('to a proxy at which TLS ends'),
      });
      return;
    }
    for (const path of ['/a', '/b', '/a', '/b']) await client.get(api.url + path);
    expect(api.clients().slice(-4)).toEqual(['billing', 'stock', 'billing', 'stock']);
    expect(new Set(tunnel.targets).has('in clear')).toBe(false);
    expect(tunnel.targets.length > 0).toBe(/proxy|hpagent|axios/.test(kind));
  });

  it.each(['https-proxy-agent', 'proxy-agent'])(
    'what a proxy answers instead of tunnelling is the answer: %s',
    async (kind) => {
      const proxy = http.createServer();
      proxy.on('connect', (_: http.IncomingMessage, socket: Duplex) => {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
      });
      await once(proxy.listen(0, '127.0.0.1'), 'listening');
      cleanups.push(() => proxy.close());
      const { port }: AddressInfo = Object(proxy.address());
      const url = `http://127.0.0.1:${port}`;
      const httpsAgent =
        kind === 'proxy-agent' ? new ProxyAgent({ getProxyForUrl: () => url }) : new HttpsProxyAgent(url);
      const client = clientOf([showing('https://api.example', () => billing)], { httpsAgent });
      expect(await outcomeOf(client.get('https://api.example'))).toMatchObject({ response: { status: 407 } });
    },
  );

  it('none of them is taken that would not show it, or show it for others', async () => {
    const api = await serve();
    const client = clientOf([showing(api.url, () => billing)]);
    const { hostname: host, port } = new URL((await startTunnel()).url);
    class OnePool extends https.Agent {
      override getName(): string {
        return 'one';
      }
    }
    const agents: readonly (readonly [object, string])[] = [
      [agentOf({ cert: stock?.certificate, key: stock?.key }), 'is one of two'],
      [agentOf({ pfx: Buffer.from('') }), 'is one of two'],
      [agentOf({ sessionIdContext: 'own' }), 'cannot be kept apart'],
      [new OnePool({ ca }), 'cannot be kept apart'],
      [
        tunnel.httpsOverHttp({ ca: [Buffer.from(ca)], proxy: { host, port: Number(port) } }),
        'connects without it',
      ],
      [
        Object.assign(agentOf(), {
          createConnection: () => tls.connect({ port: Number(new URL(api.url).port), ca }),
        }),
        'without it',
      ],
      [
        Object.assign(agentOf(), { createConnection: () => net.connect(Number(new URL(api.url).port)) }),
        'without it',
      ],
    ];
    for (const [httpsAgent, says] of agents) {
      expect(await outcomeOf(client.get(api.url, { httpsAgent }))).toMatchObject({
        code,
        provider: 'shown',
        message: expect.stringContaining(says),
      });
    }
    expect(api.visits).toEqual([]);
  });
});

describe('a request is refused before it is sent', () => {
  it.each([
    ['over fetch', { adapter: 'fetch' }, 'set adapter: "http"'],
    ['with a dispatcher', { adapter: 'fetch', fetchOptions: { dispatcher: {} } }, 'connect: { cert, key }'],
    ['with a transport', { transport: https }, 'leave transport out'],
    ['over HTTP/2', { httpVersion: 2 }, 'over HTTP/2'],
  ] as const)('%s', async (_, config, says) => {
    const api = await serve();
    const settings: AxiosRequestConfig = Object(config);
    const outcome = await outcomeOf(clientOf([showing(api.url, () => billing)]).get(api.url, settings));
    expect(outcome).toMatchObject({
      code,
      provider: 'shown',
      option: 'clientCertificate',
      message: expect.stringContaining(says),
    });
    expect(api.visits).toEqual([]);
  });

  it('over plain http', async () => {
    const client = clientOf([showing('http://localhost:9', () => billing)]);
    expect(await outcomeOf(client.get('http://localhost:9'))).toMatchObject({
      code,
      message: expect.stringContaining('needs https'),
    });
  });
});

describe('what a server has against a certificate is the hint of the error', () => {
  it.each(['tls1_2', 'tls1_3'])('by its alert: %s', async (version) => {
    const accept = [
      '-accept',
      '127.0.0.1:0',
      '-cert',
      'server.pem',
      '-key',
      'server.key',
      '-www',
      '-naccept',
      '9',
    ];
    const verify = ['-Verify', '1', '-verify_return_error', '-CAfile', 'ca.pem', `-${version}`];
    const program = spawn('openssl', ['s_server', ...accept, ...verify], { cwd: issuer.folder });
    cleanups.push(() => program.kill('SIGKILL'));
    let said = '';
    for await (const chunk of program.stdout) if (/ACCEPT \S+:\d+\s/.test((said += String(chunk)))) break;
    program.stdout.resume();
    const url = `https://localhost:${/ACCEPT \S+:(\d+)/.exec(said)?.[1] ?? ''}`;

    const failed = await outcomeOf(clientOf([showing(url, () => stranger)]).get(url));
    const refused =
      'The server refused the client certificate of CN=stranger, O=Acme ("unknown ca"): it does not know who';
    expect(refusalHint(failed)).toContain(refused);
    const without = await outcomeOf(clientOf([showing(url, undefined)]).get(url));
    expect(refusalHint(without)).toMatch(
      /^The server refused a connection without .* Set the option clientCertificate\.$/,
    );
    expect((await clientOf([showing(url, () => billing)]).get<string>(url)).data).toContain('CN=billing');
    const verified = await showing(url, () => ({ ...stranger, ca })).verify({ proxy: false });
    expect(verified).toMatchObject({
      ok: false,
      routes: [{ outcome: 'refused', hint: refusalHint(failed) }],
    });
  });

  it('by its silence', async () => {
    const api = await serve({ strict: true });
    const failed = await outcomeOf(clientOf([showing(api.url, () => stranger)]).get(api.url));
    expect(refusalHint(failed)).toContain(
      'was shown the client certificate of CN=stranger, O=Acme, and may not take it',
    );
    const verified = await showing(api.url, () => ({ ...stranger, ca })).verify({ proxy: false });
    expect(verified).toMatchObject({ ok: false, routes: [{ outcome: 'unanswered' }] });
  });
});

describe('nobody sees the key', () => {
  it.each([true, false])('in answers, errors, agents and their pools: keep-alive %s', async (keepAlive) => {
    const api = await serve({
      handler: ({ url }, response) => response.writeHead(Number(url?.slice(1))).end(),
    });
    const httpsAgent = agentOf({ keepAlive });
    const client = clientOf([showing(api.url, () => ({ ...billing, ca }))]);
    const seen: unknown[] = [httpsAgent, https.globalAgent];
    for (const agent of [httpsAgent, undefined]) {
      for (const status of [200, 401, 500])
        seen.push(await outcomeOf(client.get(`${api.url}/${status}`, { httpsAgent: agent })));
    }
    seen.push(
      await outcomeOf(clientOf([showing('https://localhost:9', () => billing)]).get('https://localhost:9')),
    );
    const open = client.get(`${api.url}/200`, { httpsAgent: undefined });
    expect(findText([...seen, https.globalAgent, await open], secretLine)).toEqual([]);
    for (const value of [httpsAgent, https.globalAgent, ...seen.slice(-2)]) {
      expect(inspect(value, { depth: Infinity, showHidden: true, customInspect: false })).not.toContain(
        secretLine,
      );
    }
  });
});
