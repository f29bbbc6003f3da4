import { afterEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosRequestConfig } from 'axios';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { example } from '../fixtures/example-provider.js';

/**
 * What axios' usual path, which goes through follow-redirects, does and its direct path (`maxRedirects: 0`, ours) does
 * not; by lib/adapters/http.js of axios and index.js of https://github.com/follow-redirects/follow-redirects. Each is
 * tried with and without an interceptor, against the same server.
 *
 * Left different on purpose: who is still silent after the head of an answer ends in a timeout here, and in "stream has
 * been aborted" there; time in an agent's queue counts here; an absent origin never gets the user's own Authorization or
 * cookies, as since 1.21; `auth` stays within its origin, as since 1.17; `responseUrl` shows no `auth`; behind a proxy
 * `beforeRedirect` gets the target's address, not the proxy's.
 */
interface Entry {
  readonly what: string;
  readonly respond: (request: IncomingMessage, response: ServerResponse) => void;
  readonly config?: (used: string[]) => AxiosRequestConfig;
}

const moved = (location: string, status = 302, body = '') => ({
  respond: (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url === '/') response.writeHead(status, { location }).end(body);
    else response.end(`${request.method ?? ''} ${request.url ?? ''}`);
  },
});

class CountingAgent extends http.Agent {
  constructor(readonly used: string[]) {
    super();
  }

  override createConnection(...parameters: Parameters<http.Agent['createConnection']>) {
    this.used.push('agent');
    return super.createConnection(...parameters);
  }
}

const entries: readonly Entry[] = [
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

const cleanups: (() => unknown)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

describe('with an interceptor as without, over the http adapter', () => {
  it.each(entries)('$what', async ({ respond, config }) => {
    const server = http.createServer(respond).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    cleanups.push(() => {
      server.close().closeAllConnections();
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const baseURL = `http://127.0.0.1:${port ?? 0}`;
    const outcome = async (isWith: boolean): Promise<unknown> => {
      const used: string[] = [];
      const client = axios.create({
        adapter: 'http',
        baseURL,
        httpAgent: new http.Agent(),
        ...config?.(used),
      });
      if (isWith) client.interceptors.request.use(example({ token: 'one', baseURL }));
      const result = await client.request<string>({ url: '/' }).then(
        ({ status, data }) => ({ status, data }),
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
