import { afterEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosRequestConfig } from 'axios';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { axiosIsAtLeast } from '../fixtures/axios-version.js';
import { defineProvider } from '../provider.js';

/**
 * What axios' usual path, which goes through follow-redirects, does and its direct path (`maxRedirects: 0`, ours) does
 * not; by lib/adapters/http.js of axios and index.js of https://github.com/follow-redirects/follow-redirects. Each is
 * tried with and without an interceptor, against the same server.
 *
 * Left different on purpose: who is still silent after the head of an answer ends in a timeout here, and in "stream has
 * been aborted" there; time in an agent's queue counts here; an absent origin never gets the user's own Authorization
 * or cookies, as since 1.21; userinfo is decoded and every error of a status has a code, as since 1.16; `auth` is not
 * sent again after another origin, which would choose what for; no URL shows it; `beforeRedirect` gets the request as its
 * third argument, as since 1.16, and behind a proxy the target's address, not the proxy's; a negative `timeout` fails the
 * request here, and ends the process there.
 */
interface Entry {
  readonly what: string;
  readonly respond: (request: IncomingMessage, response: ServerResponse) => void;
  readonly config?: (used: unknown[], port: number) => AxiosRequestConfig;
  /** Default: http. */
  readonly adapter?: 'fetch';
}

const moved = (location: string, status = 302, body = '') => ({
  respond: (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url === '/') response.writeHead(status, { location }).end(body);
    else response.end(`${request.method ?? ''} ${request.url ?? ''}`);
  },
});

const named = ['authorization', 'user-agent', 'accept-encoding', 'accept', 'content-type'];

/** From `/` to `/1` and on, and at last what was sent there. `elsewhere` is the same server by another name. */
const led = (locations: readonly string[], status: number) => ({
  respond: ({ method, url, headers, socket }: IncomingMessage, response: ServerResponse): void => {
    const location = locations[Number(url?.slice(1))];
    const elsewhere = `http://localhost:${socket.localPort ?? 0}`;
    if (location !== undefined)
      response.writeHead(status, { location: location.replace('elsewhere', elsewhere) }).end();
    else response.end(JSON.stringify([method, url, ...named.map((name) => headers[name] ?? null)]));
  },
});

interface HookOptions {
  auth?: string;
  followRedirects?: boolean;
  hash?: string;
  headers?: object;
}

/** What `beforeRedirect` does on the first hop. */
const hooks: Readonly<Record<string, ((options: HookOptions) => void) | undefined>> = {
  none: undefined,
  'sets nothing': () => undefined,
  'sets auth': (options) => (options.auth = 'hook:a:b'),
  'takes auth away': (options) => delete options.auth,
  'sets an Authorization': ({ headers }) => Object.assign(headers ?? {}, { Authorization: 'hook' }),
  'sets auth and an Authorization': (options) => {
    options.auth = 'hook:word';
    Object.assign(options.headers ?? {}, { Authorization: 'hook' });
  },
  'sets headers for those of axios': ({ headers }) =>
    Object.assign(headers ?? {}, { 'User-Agent': 'hook', 'Accept-Encoding': 'identity' }),
  'takes all headers away': (options) => (options.headers = {}),
  'ends it all': (options) => (options.followRedirects = false),
  'sets a fragment': (options) => (options.hash = '#hook'),
};

const auth = { username: 'me', password: 'a:b' };
const headers = { Authorization: 'own', 'User-Agent': 'own' };

const requests: Readonly<Record<string, [status: number, config: (port: number) => AxiosRequestConfig]>> = {
  'a plain one': [302, () => ({})],
  'one whose body is sent again': [307, () => ({ method: 'put', data: 'body' })],
  'one whose body falls away': [302, () => ({ method: 'post', data: 'body' })],
  'one with auth': [302, () => ({ auth })],
  'one with userinfo': [302, (port) => ({ url: `http://me:word@127.0.0.1:${port}/` })],
  'one with headers of its own': [302, () => ({ headers })],
  'one with those and auth': [302, () => ({ headers, auth })],
};

const hookEntries = Object.entries(requests).flatMap(([request, [status, config]]) =>
  [
    ['/1#part', '/2'],
    ['elsewhere/1#part', '/2'],
  ].flatMap((locations) =>
    Object.entries(hooks).map(([what, change]): Entry => ({
      what: `${request}, to ${locations.join(' and ')}, beforeRedirect: ${what}`,
      ...led(locations, status),
      config: (used, port) => ({
        validateStatus: null,
        ...config(port),
        ...(change && {
          beforeRedirect: (options: HookOptions, _, before?: { headers: object }) => {
            // Older ones do not tell what was sent before.
            const sent = axiosIsAtLeast('1.16.0') ? before?.headers : {};
            used.push([options.auth, options.hash, { ...options.headers }, sent]);
            if (used.length === 1) change(options);
          },
        }),
      }),
    })),
  ),
);

class CountingAgent extends http.Agent {
  constructor(readonly used: unknown[]) {
    super();
  }

  override createConnection(...parameters: Parameters<http.Agent['createConnection']>) {
    this.used.push('agent');
    return super.createConnection(...parameters);
  }
}

const entries: readonly Entry[] = [
  ...hookEntries,
  { what: 'an answer that does not come', respond: () => undefined, config: () => ({ timeout: 100 }) },
  {
    what: 'informational answers without end',
    respond: (_, response) => {
      const timer = setInterval(() => {
        response.writeProcessing();
      }, 20);
      response.once('close', () => {
        clearInterval(timer);
      });
    },
    config: () => ({ timeout: 100 }),
  },
  {
    what: 'an answer that switches protocols',
    respond: (_, response) => {
      response.writeHead(101, { upgrade: 'x', connection: 'upgrade' }).end();
    },
    config: () => ({ timeout: 100 }),
  },
  ...(['gzip', 'deflate', 'br'] as const).map((encoding) => ({
    what: `a body that is no ${encoding}`,
    respond: (_: IncomingMessage, response: ServerResponse): void => {
      response.setHeader('content-encoding', encoding).end('this is not it');
    },
  })),
  {
    what: 'gzip that is cut off',
    respond: (_, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(1_000)).subarray(0, 15));
    },
  },
  {
    what: 'a connection that closes without an answer',
    respond: (request) => {
      request.socket.destroy();
    },
  },
  {
    what: 'a redirect whose body has no end',
    respond: (request, response) => {
      if (request.url !== '/') response.end('there');
      else response.writeHead(302, { location: '/there' }).write('x');
    },
  },
  {
    what: 'a redirect whose body is longer than maxContentLength',
    ...moved('/there', 302, 'x'.repeat(1_000)),
    config: () => ({ maxContentLength: 100 }),
  },
  {
    what: 'a redirect whose body is no gzip',
    respond: (request, response) => {
      if (request.url !== '/') response.end('there');
      else response.writeHead(302, { location: '/there', 'content-encoding': 'gzip' }).end('no gzip');
    },
  },
  ...[300, 301, 302, 303, 304, 305, 307, 308].flatMap((status) =>
    ['get', 'post', 'put'].map((method) => ({
      what: `${status} to a ${method}`,
      ...moved('/there', status),
      config: (): AxiosRequestConfig => ({ method, ...(method !== 'get' && { data: 'body' }) }),
    })),
  ),
  ...[1, -1, Number.NaN].map((maxRedirects) => ({
    what: `a redirect to itself, with maxRedirects ${maxRedirects}`,
    ...moved('/'),
    config: (): AxiosRequestConfig => ({ maxRedirects }),
  })),
  {
    what: 'an agent that beforeRedirect puts among the agents',
    ...moved('/there'),
    config: (used) => ({
      beforeRedirect: (options) => {
        Object.assign(Object(options.agents), { http: new CountingAgent(used) });
      },
    }),
  },
  {
    what: 'an agent that beforeRedirect sets in the place of all agents',
    ...moved('/there'),
    config: (used) => ({
      beforeRedirect: (options: Record<string, unknown>) => {
        options.agents = { http: new CountingAgent(used) };
      },
    }),
  },
  {
    what: 'a lookup that beforeRedirect sets, with a name for it',
    ...moved('/there'),
    config: (used) => ({
      beforeRedirect: (options: Record<string, unknown>) => {
        options.hostname = 'name.example';
        options.lookup = (_name: string, { all }: { all?: boolean }, answer: (...of: unknown[]) => void) => {
          used.push('lookup');
          if (all) answer(null, [{ address: '127.0.0.1', family: 4 }]);
          else answer(null, '127.0.0.1', 4);
        };
      },
    }),
  },
  {
    what: 'a native protocol that beforeRedirect sets',
    ...moved('/there'),
    config: (used) => ({
      beforeRedirect: (options) => {
        const request = (...parameters: Parameters<typeof http.request>): http.ClientRequest => {
          used.push('protocol');
          return http.request(...parameters);
        };
        Object.assign(Object(options.nativeProtocols), { 'http:': { request } });
      },
    }),
  },
  {
    what: 'maxRedirects that beforeRedirect sets',
    ...moved('/'),
    config: (used) => ({
      beforeRedirect: (options: Record<string, unknown>) => {
        used.push('hop');
        options.maxRedirects = 3;
      },
    }),
  },
  ...['post', 'put'].map((method) => ({
    what: `${method} of a stream that is longer than maxBodyLength`,
    respond: (request: IncomingMessage, response: ServerResponse): void => {
      request.resume().once('end', () => response.end('all of it'));
    },
    config: (): AxiosRequestConfig => ({
      method,
      data: Readable.from([Buffer.alloc(1_000), Buffer.alloc(1_000)]),
      maxBodyLength: 1_500,
    }),
  })),
  {
    what: 'an answer that is longer than maxContentLength',
    respond: (_, response) => {
      response.end('x'.repeat(1_000));
    },
    config: () => ({ maxContentLength: 100 }),
  },
  {
    what: 'a proxy, on both hops',
    respond: ({ url = '' }, response) => {
      if (url.endsWith('/there')) response.end(url);
      else response.writeHead(302, { location: '/there' }).end();
    },
    config: (_, port) => ({ proxy: { protocol: 'http', host: '127.0.0.1', port } }),
  },
  {
    what: 'a body that stops, over fetch',
    adapter: 'fetch',
    respond: (_, response) => {
      response.write('x');
    },
    config: () => ({ timeout: 100 }),
  },
  {
    what: 'a body that drips, over fetch',
    adapter: 'fetch',
    respond: (_, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.once('close', () => {
        clearInterval(timer);
      });
    },
    config: () => ({ timeout: 100 }),
  },
  {
    what: 'headers that are listed as sensitive, on a redirect within the origin',
    respond: (request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/there' }).end();
      else response.end(String(request.headers['x-own']));
    },
    config: () => ({ headers: { 'x-own': 'kept' }, ...{ sensitiveHeaders: ['x-own'] } }),
  },
  ...['100', '100ms', 'soon', '1e3', Number.NaN, Infinity].map((timeout) => ({
    what: `a timeout of ${JSON.stringify(timeout) === 'null' ? timeout : JSON.stringify(timeout)}`,
    respond: (_: IncomingMessage, response: ServerResponse): void => {
      setTimeout(() => response.end('late'), 300);
    },
    config: () => Object.assign({}, { timeout }),
  })),
  {
    what: 'what beforeRedirect may read',
    ...moved('/there?x=1'),
    config: (used) => ({
      maxBodyLength: 5_000,
      beforeRedirect: (options: Record<string, unknown>) => {
        const { hostname, port, path, pathname, search, method, maxRedirects, maxBodyLength } = options;
        const read = { hostname, pathname, search, path, method, maxRedirects, maxBodyLength };
        const { agents, nativeProtocols } = options;
        const keys = [agents, nativeProtocols].map((table) => Object.keys(table ?? {}));
        used.push(JSON.stringify([read, typeof port, keys]));
      },
    }),
  },
];

function responseURL(request: unknown): unknown {
  const response: unknown = Reflect.get(Object(request), 'res');
  return String(Reflect.get(Object(response), 'responseUrl')).replace(/\/\/.*@/, '//');
}

const keyOnly = defineProvider({
  name: 'key-only',
  environmentPrefix: 'KEY_ONLY',
  options: {},
  baseURLs: () => [],
  authorize: () => () => ({ headers: { 'x-key': 'key' } }),
});

const cleanups: (() => unknown)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

describe('with an interceptor as without, over the http adapter', () => {
  it.each(entries)('$what', async (entry) => {
    const { respond, config, adapter = 'http' } = entry;
    const server = http.createServer(respond).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    cleanups.push(() => {
      server.close().closeAllConnections();
    });
    const address = server.address();
    const port = (typeof address === 'object' ? address?.port : undefined) ?? 0;
    const baseURL = `http://127.0.0.1:${port}`;
    const outcome = async (isWith: boolean): Promise<unknown> => {
      const used: unknown[] = [];
      const client = axios.create({
        adapter,
        baseURL,
        httpAgent: new http.Agent(),
      });
      if (isWith) client.interceptors.request.use(keyOnly({ baseURL, dangerouslyAllowPlainHttp: true }));
      const result = await client.request<string>({ url: '/', ...config?.(used, port) }).then(
        ({ status, data, request }) => ({ status, data, url: responseURL(request) }),
        (error: unknown) => {
          if (!axios.isAxiosError(error)) throw error;
          return { code: String(error.code), status: error.response?.status };
        },
      );
      return { result, used };
    };

    expect(await outcome(true)).toEqual(await outcome(false));
  });
});
