import http from 'node:http';
import { beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosAdapter, type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import { Agent as Dispatcher } from 'undici';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { axiosIsAtLeast } from '../fixtures/axios-version.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { example } from '../fixtures/example-provider.js';
import { choice } from '../options/builders.js';
import { secret } from '../options/secrets.js';
import { defineProvider } from '../provider.js';

type Config = InternalAxiosRequestConfig;

let api: TestServer;
let stranger: TestServer;

/** What a request was, as far as a change of its config could show. */
function seen(): unknown[] {
  return api.requests.map(({ method, target, headers }) => [
    method,
    target,
    headers.authorization,
    headers['x-own'],
  ]);
}

beforeEach(async () => {
  // A refusal, a redirect, and an answer that the user takes for a good one.
  api = await closedAfterTest(
    startServer(({ target, headers }, response) => {
      if (headers.authorization === 'Bearer old') response.statusCode = 401;
      else if (target.startsWith('/a')) response.writeHead(302, { location: '/b' });
      else response.statusCode = 404;
      response.end();
    }),
  );
  stranger = await closedAfterTest(startServer((_, response) => void response.end()));
});

const ways = adapters.flatMap(({ name, adapter }) => {
  const passingOn: AxiosAdapter = (config) => axios.getAdapter(adapter, config)(config);
  return [
    { name: `the ${name} adapter`, adapter },
    { name: `a function that passes on to the ${name} adapter`, adapter: passingOn },
  ];
});

describe.each(ways)('over $name', ({ adapter }) => {
  /** What is registered first runs last: after ours. */
  function clientOf(last: (config: Config) => Config, token: () => string = () => 'new'): AxiosInstance {
    const client = axios.create({ adapter, proxy: false });
    client.interceptors.request.use(last);
    client.interceptors.request.use(example({ token, baseURL: api.url }));
    return client;
  }

  describe('a config that is changed while its credential is renewed', () => {
    const fails = (): never => {
      throw new Error('This was not on the config when it was sent.');
    };

    it.each<[string, (config: Config) => unknown]>([
      ['its url', (config) => (config.url = `${stranger.url}/a`)],
      ['its baseURL', (config) => (config.baseURL = stranger.url)],
      ['a header', (config) => config.headers.set('x-own', 'other')],
      ['its socketPath', (config) => (config.socketPath = '/nowhere.sock')],
      ['its agent', (config) => (config.httpAgent = { addRequest: fails })],
      ['its transport', (config) => Object.assign(config, { transport: { request: fails } })],
      [
        'its proxy',
        (config) => (config.proxy = { host: '127.0.0.1', port: Number(new URL(stranger.url).port) }),
      ],
      [
        'what is in its fetchOptions',
        (config) => Object.assign(config.fetchOptions ?? {}, { dispatcher: { dispatch: fails } }),
      ],
      ['its fetchOptions', (config) => (config.fetchOptions = { redirect: 'error' })],
      ['its maxRedirects', (config) => (config.maxRedirects = 0)],
      ['its beforeRedirect', (config) => (config.beforeRedirect = fails)],
      ['its validateStatus', (config) => (config.validateStatus = () => false)],
    ])('by %s is sent as it was', async (_, change) => {
      let kept: Config | undefined;
      let asked = 0;
      const token = (): string => {
        asked += 1;
        if (kept && asked === 2) change(kept);
        return asked === 1 ? 'old' : 'new';
      };
      const client = clientOf((config) => (kept = config), token);
      const dispatcher = new Dispatcher();
      const response = await client.get('/a', {
        baseURL: api.url,
        params: { own: 1 },
        headers: { 'x-own': 'mine' },
        httpAgent: new http.Agent(),
        fetchOptions: { dispatcher },
        validateStatus: (status) => status === 404,
      });
      await dispatcher.close();

      expect(seen()).toEqual([
        ['GET', '/a?own=1', 'Bearer old', 'mine'],
        ['GET', '/a?own=1', 'Bearer new', 'mine'],
        ['GET', '/b', 'Bearer new', 'mine'],
      ]);
      expect(stranger.requests).toHaveLength(0);
      expect(response.config).toBe(kept);
    });

    it('by what is in its auth, its keyring or its sensitiveHeaders is sent as it was', async () => {
      const told: unknown[] = [];
      const choosy = defineProvider({
        name: 'choosy',
        environmentPrefix: 'CHOOSY',
        options: { token: secret({ description: 'The token.' }) },
        requestOptions: {
          account: choice(['main', 'other'], { description: 'The account.', default: 'main' }),
        },
        baseURLs: () => [],
        authorize:
          ({ token }) =>
          async (request) => {
            told.push(request.options);
            return { headers: { 'x-key': await token(request) } };
          },
        onRefusal:
          () =>
          ({ status }) =>
            status === 403 ? 'credential' : undefined,
      });
      const refusing = await closedAfterTest(
        startServer(({ headers }, response) => {
          const isOld = headers['x-key'] === 'old';
          response.writeHead(isOld ? 403 : 302, isOld ? {} : { location: `${stranger.url}/b` }).end();
        }),
      );
      const auth = { username: 'me', password: 'word' };
      const keyring = { account: 'main' };
      const sensitiveHeaders = ['x-own'];
      let asked = 0;
      const token = (): string => {
        asked += 1;
        if (asked === 1) return 'old';
        Object.assign(auth, { username: 'other' });
        Object.assign(keyring, { account: 'other' });
        sensitiveHeaders.length = 0;
        return 'new';
      };
      const client = axios.create({ adapter, proxy: false });
      client.interceptors.request.use((config) => Object.assign(config, { auth, keyring, sensitiveHeaders }));
      client.interceptors.request.use(choosy({ token, baseURL: refusing.url }));

      await client.get(`${refusing.url}/a`, { headers: { 'x-own': 'mine' } });

      expect(refusing.requests.map(({ headers }) => headers.authorization)).toEqual(
        Array(2).fill(`Basic ${btoa('me:word')}`),
      );
      expect(told).toEqual([{ account: 'main' }, { account: 'main' }]);
      expect(stranger.requests.map(({ headers }) => headers['x-own'])).toEqual([undefined]);
    });

    it('is on its error all the same', async () => {
      let kept: Config | undefined;
      const client = clientOf((config) => (kept = config));
      const abort = new AbortController();
      const error: unknown = await client
        .get(`${api.url}/a`, {
          signal: abort.signal,
          beforeRedirect: () => {
            abort.abort();
          },
        })
        .catch((reason: unknown) => reason);

      expect(error).toMatchObject({ code: 'ERR_CANCELED' });
      expect(Reflect.get(Object(error), 'config')).toBe(kept);
    });
  });

  describe('what cannot be read for certain is not sent', () => {
    const url = (): string => `${api.url}/b`;
    const inheriting = (config: Config): object => {
      const made = {};
      Reflect.setPrototypeOf(made, config);
      return made;
    };

    class Computed {
      constructor(readonly config: Config) {}
      get url(): string {
        return url();
      }
      get headers(): Config['headers'] {
        return this.config.headers;
      }
      set headers(_: Config['headers']) {
        // As it is.
      }
    }

    it.each<[string, (config: Config) => unknown]>([
      ['what inherits all', inheriting],
      ['what inherits all but its address', (config) => Object.assign(inheriting(config), { url: url() })],
      [
        'an instance that computes its address',
        (config) => Object.assign(new Computed(config), { adapter: config.adapter, env: config.env }),
      ],
    ])('%s', async (_, made) => {
      const client = axios.create({ adapter, proxy: false });
      // Types do not know of such configs, axios takes them.
      Reflect.apply(client.interceptors.request.use, client.interceptors.request, [made]);
      client.interceptors.request.use(example({ token: 'new', baseURL: api.url }));

      const outcome: unknown = await client.get(url()).catch((error: unknown) => error);

      expect(api.requests.filter(({ headers }) => headers.authorization === undefined)).toEqual([]);
      // From 1.20 on axios itself makes a plain object of them, or fails.
      if (!axiosIsAtLeast('1.20.0')) expect(outcome).toMatchObject({ code: 'ERR_KEYRING_REQUEST_URL' });
    });

    it('an address that changes', async () => {
      let reads = 0;
      const client = clientOf((config) =>
        Object.defineProperty(config, 'url', {
          enumerable: true,
          get: () => ((reads += 1) === 1 ? url() : `${stranger.url}/stolen`),
        }),
      );

      await client.get('/').catch(() => undefined);

      expect(stranger.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
      expect(api.requests.filter(({ headers }) => headers.authorization === undefined)).toEqual([]);
    });

    it.each<[string, () => unknown]>([
      ['a String object', () => Object.assign(url(), {})],
      ['an object that says where', () => ({ toString: url })],
      ['a list', () => [url()]],
      ['a number', () => 7],
    ])('%s as its address', async (_, address) => {
      const client = clientOf((config) => Object.assign<Config, object>(config, { url: address() }));

      await expect(client.get('/', { baseURL: stranger.url })).rejects.toMatchObject({
        code: 'ERR_KEYRING_REQUEST_URL',
        message: expect.stringContaining('Give it as a text: String(url).'),
      });
      expect([...api.requests, ...stranger.requests]).toEqual([]);
    });
  });

  it('a polluted baseURL does not turn a request with params elsewhere', async () => {
    const client = clientOf((config) => config);
    Reflect.set(Object.prototype, 'baseURL', `@${new URL(stranger.url).host}`);
    try {
      await client.get(`${api.url}/b`, { params: { a: 1 } }).catch(() => undefined);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'baseURL');
    }

    expect(stranger.requests).toEqual([]);
    expect(seen()).toEqual([['GET', '/b?a=1', 'Bearer new', undefined]]);
  });

  it('a provider that rewrites the query changes nothing else of the URL', async () => {
    const steering = defineProvider({
      name: 'steering',
      environmentPrefix: 'STEERING',
      options: { token: secret({ description: 'The token.' }) },
      baseURLs: () => [],
      rewriteQuery: (url) => {
        url.host = new URL(stranger.url).host;
        url.pathname = '/other';
        return '?rewritten';
      },
      authorize:
        ({ token }) =>
        async (request) => ({ headers: { Authorization: await token(request) } }),
    });
    const client = axios.create({ adapter, proxy: false });
    client.interceptors.request.use(steering({ token: 'hush', baseURL: api.url }));

    await client.get(`${api.url}/b?a=1`, { validateStatus: null });

    expect(api.requests.map(({ target }) => target)).toEqual(['/b?rewritten']);
    expect(stranger.requests).toEqual([]);
  });
});
