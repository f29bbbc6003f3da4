import { inspect } from 'node:util';
import axios, {
  type AxiosInstance,
  type AxiosRequestConfig,
  type InternalAxiosRequestConfig,
  isAxiosError,
} from 'axios';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../tools/test-setup/closed-after-test.js';
import { bearer } from './fixtures/bearer.js';
import { choice } from './options/builders.js';
import { secret } from './options/secrets.js';
import { defineProvider } from './provider.js';
import { type KeyringInterceptor } from './interceptor.js';

let api: TestServer;
/** How many times a credential was asked for. */
let asked: number;

beforeEach(async () => {
  asked = 0;
  api = await closedAfterTest(
    startServer(({ target }, response) => {
      response.statusCode = target.startsWith('/v2/fails') ? 500 : 200;
      response.end('{}');
    }),
  );
});

function counting(): KeyringInterceptor {
  const token = (): string => `token ${(asked += 1)}`;
  return bearer({ token, baseURL: `${api.url}/v2` });
}

function clientOf(config: AxiosRequestConfig, ...interceptors: KeyringInterceptor[]): AxiosInstance {
  const client = axios.create({ baseURL: `${api.url}/v2`, proxy: false, ...config });
  for (const interceptor of interceptors) client.interceptors.request.use(interceptor);
  return client;
}

function credentials(): unknown[] {
  return api.requests.map(({ headers }) => headers['x-credential']);
}

async function errorOf(request: Promise<unknown>): Promise<unknown> {
  return request.then(
    () => undefined,
    (error: unknown) => error,
  );
}

it.each<[string, (client: AxiosInstance, interceptor: KeyringInterceptor) => unknown]>([
  ['for answers', (client, interceptor) => client.interceptors.response.use(interceptor)],
  ['as transformRequest', (client, interceptor) => (client.defaults.transformRequest = [interceptor])],
  ['as transformResponse', (client, interceptor) => (client.defaults.transformResponse = [interceptor])],
])('an interceptor that is registered %s says what to do', async (_, register) => {
  const client = clientOf({});
  register(client, counting());

  expect(await errorOf(client.post('/a', { a: 1 }))).toMatchObject({
    name: 'KeyringError',
    message: expect.stringContaining('client.interceptors.request.use('),
  });
});

describe('an interceptor', () => {
  const interceptor = bearer({ token: 'a token' });

  it('answers at once, with the object that it was given', () => {
    const config = { url: '/a' };
    expect(interceptor(config)).toBe(config);
    expect(Object.keys(config)).toEqual(['url', 'adapter']);
  });

  it.each<[string, object]>([
    ['an empty object', {}],
    ['an object without a prototype', Object.setPrototypeOf({ url: '/a' }, null)],
    ['an array', []],
    ['a function', () => undefined],
    ['an instance of a class', new URL('https://api.example.com/')],
    ['a config whose adapter is nothing', { adapter: undefined }],
    ['a config whose adapter is no adapter', { adapter: Symbol('none'), url: 7, headers: null }],
  ])('takes %s', (_, config) => {
    expect(interceptor(config)).toBe(config);
    expect(typeof Reflect.get(config, 'adapter')).toBe('function');
  });

  it.each<[string, object]>([
    ['frozen', Object.freeze({ url: '/a', adapter: 'http' })],
    ['sealed', Object.seal({ url: '/a' })],
    ['closed to new properties', Object.preventExtensions({ url: '/a' })],
    [
      'a class with an adapter that cannot be set',
      {
        url: '/a',
        get adapter() {
          return 'http';
        },
      },
    ],
  ])('works on a copy of a config that is %s', (_, config) => {
    const before = inspect(config);
    const answer = interceptor(config);
    expect(answer).not.toBe(config);
    expect(answer).toMatchObject({ url: '/a' });
    expect(typeof Reflect.get(answer, 'adapter')).toBe('function');
    expect(inspect(config)).toBe(before);
  });

  it('never throws, whatever object it is given', () => {
    fc.assert(
      fc.property(
        fc.object({ withNullPrototype: true, withDate: true, withMap: true }),
        fc.boolean(),
        (config, frozen) => {
          const given = frozen ? Object.freeze(config) : config;
          expect(typeof Reflect.get(interceptor(given), 'adapter')).toBe('function');
        },
      ),
    );
  });

  it('leaves nothing of the credential on the config', () => {
    const config = interceptor({ url: 'https://api.example.com/v2/' });
    expect(inspect(config, { depth: null, showHidden: true })).not.toContain('a token');
  });

  it('says what it is', () => {
    expect(interceptor.provider).toBe('bearer');
    expect(interceptor.baseURLs).toEqual(['https://api.example.com/v2']);
  });

  it('serves several axios instances', async () => {
    const shared = counting();
    await clientOf({}, shared).get('/a');
    await clientOf({}, shared).get('/b');
    expect(credentials()).toEqual(['token 1', 'token 2']);
  });

  it('sends a request whose config was frozen by somebody before it', async () => {
    const client = clientOf({}, counting());
    client.interceptors.request.use((config) => Object.freeze(config));
    await client.get('/a');
    expect(credentials()).toEqual(['token 1']);
  });

  it('works where all interceptors are synchronous', async () => {
    const client = clientOf({});
    client.interceptors.request.use(counting(), undefined, { synchronous: true });
    await client.get('/a');
    expect(credentials()).toEqual(['token 1']);
  });

  it('lets a failing credential fail the request, also where all interceptors are synchronous', async () => {
    const client = clientOf({});
    const failing = bearer({ token: () => undefined, baseURL: api.url });
    const recover = (): InternalAxiosRequestConfig => ({ headers: new axios.AxiosHeaders(), url: api.url });
    client.interceptors.request.use(failing, recover, { synchronous: true });
    await expect(client.get('/a')).rejects.toMatchObject({ code: 'ERR_KEYRING_CREDENTIAL' });
    expect(api.requests).toHaveLength(0);
  });
});

describe('several interceptors on one axios instance', () => {
  it('share one wrapper', () => {
    const [first, second] = [
      bearer({ token: 'a' }),
      bearer({ token: 'b', baseURL: 'https://b.example.com' }),
    ];
    const config: { adapter?: unknown } = { adapter: 'http' };
    first(config);
    const { adapter } = config;
    first(config);
    expect(config.adapter).toBe(adapter);
    second(config);
    expect(config.adapter).not.toBe(adapter);
    const both = config.adapter;
    first(second(first(config)));
    expect(config.adapter).toBe(both);
  });

  it('send one request and ask for one credential, when one of them is registered twice', async () => {
    const twice = counting();
    await clientOf({}, twice, twice).get('/a');
    expect(credentials()).toEqual(['token 1']);
    expect(asked).toBe(1);
  });

  it('each serve their own base URL, in whatever order they are registered', async () => {
    const first = bearer({ token: 'first', baseURL: `${api.url}/v2/first` });
    const second = bearer({ token: 'second', baseURL: `${api.url}/v2/second` });
    for (const client of [clientOf({}, first, second), clientOf({}, second, first)]) {
      for (const url of ['/first', '/second/a', '/third']) await client.get(url);
    }
    expect(credentials()).toEqual(['first', 'second', undefined, 'first', 'second', undefined]);
  });

  it('leave a request to the one with the longest base URL', async () => {
    const outer = bearer({ token: 'outer', baseURL: api.url });
    const inner = bearer({ token: 'inner', baseURL: `${api.url}/v2/inner` });
    for (const client of [clientOf({}, outer, inner), clientOf({}, inner, outer)]) {
      for (const url of ['/inner/a', '/innerer']) await client.get(url);
    }
    expect(credentials()).toEqual(['inner', 'outer', 'inner', 'outer']);
  });

  it('fail where two serve the same base URL with different credentials', async () => {
    const both = ['a', 'b'].map((token) => bearer({ token, baseURL: `${api.url}/v2` }));
    const client = clientOf({}, ...both);
    await expect(client.get('/a')).rejects.toMatchObject({
      code: 'ERR_KEYRING_DUPLICATE_ROUTE',
      message: expect.stringContaining(`${api.url}/v2`),
    });
    expect(api.requests).toHaveLength(0);
    await client.get(`${api.url}/elsewhere`);
    expect(credentials()).toEqual([undefined]);
  });

  it('do not fail for what a third one serves with a longer base URL', async () => {
    const both = ['a', 'b'].map((token) => bearer({ token, baseURL: `${api.url}/v2` }));
    const inner = bearer({ token: 'inner', baseURL: `${api.url}/v2/inner` });
    for (const all of [
      [...both, inner],
      [inner, ...both],
    ])
      await clientOf({}, ...all).get('/inner/a');
    expect(credentials()).toEqual(['inner', 'inner']);
  });

  it('do not fail where two were made of the same options', async () => {
    const both = ['a', 'a'].map((token) => bearer({ token, baseURL: `${api.url}/v2` }));
    await clientOf({}, ...both).get('/a');
    expect(credentials()).toEqual(['a']);
  });
});

describe('a config that is sent again', () => {
  it('is one request each time, with a credential of its own', async () => {
    const client = clientOf({}, counting());
    let error = await errorOf(client.get('/fails'));
    for (let sent = 1; sent < 6; sent += 1) {
      if (!isAxiosError(error) || !error.config) throw new Error('The request did not fail as it should.');
      error = await errorOf(client.request(error.config));
    }
    expect(credentials()).toEqual([1, 2, 3, 4, 5, 6].map((count) => `token ${count}`));
  });

  it('may be sent over another instance, which has no interceptor', async () => {
    const { config } = await clientOf({}, counting()).get('/a');
    await axios.request({ ...config, proxy: false });
    expect(credentials()).toEqual(['token 1', undefined]);
  });

  it('may be marked and sent by hand', async () => {
    const interceptor = counting();
    const { config } = await clientOf({}, interceptor).get('/a');
    await clientOf({}).request(interceptor(interceptor(config)));
    expect(credentials()).toEqual(['token 1', 'token 2']);
  });
});

describe('the adapter of a config is the user’s own again', () => {
  const own = (config: InternalAxiosRequestConfig): ReturnType<ReturnType<typeof axios.getAdapter>> =>
    axios.getAdapter('http', config)(config);

  it.each<[string, AxiosRequestConfig['adapter']]>([
    ['a name', 'http'],
    ['another name', 'fetch'],
    ['a list', ['xhr', 'http', 'fetch']],
    ['a function', own],
  ])('when it is %s', async (_, adapter) => {
    const client = clientOf({ ...(adapter && { adapter }) }, counting());
    const { config } = await client.get('/a');
    expect(config.adapter).toEqual(adapter);
    const error = await errorOf(client.get('/fails'));
    expect(isAxiosError(error) && error.config?.adapter).toEqual(adapter);
  });

  it('when there is none', async () => {
    const client = clientOf({}, counting());
    delete client.defaults.adapter;
    const { config } = await client.get('/a');
    expect('adapter' in config).toBe(false);
    expect(credentials()).toEqual(['token 1']);
  });

  it('before anything can fail', async () => {
    const failing = bearer({ token: () => undefined, baseURL: api.url });
    const error = await errorOf(clientOf({ adapter: 'http' }, failing).get('/a'));
    expect(isAxiosError(error) && error.config?.adapter).toBe('http');
  });

  it('before it is called itself', async () => {
    const seen: unknown[] = [];
    const watching: typeof own = (config) => {
      seen.push(config.adapter);
      return own(config);
    };
    await clientOf({ adapter: watching }, counting()).get('/a');
    expect(seen).toEqual([watching]);
  });

  it('also where the request was not for us', async () => {
    const { config } = await clientOf({ adapter: 'http' }, counting()).get(`${api.url}/elsewhere`);
    expect(config.adapter).toBe('http');
    expect(asked).toBe(0);
  });
});

describe('keyring on a request', () => {
  const choosy = defineProvider({
    name: 'choosy',
    environmentPrefix: 'CHOOSY',
    options: { token: secret({ description: 'The token.' }) },
    requestOptions: { account: choice(['main', 'other'], { description: 'The account.', default: 'main' }) },
    baseURLs: () => ['https://api.example.com'],
    authorize:
      ({ token }) =>
      async (request) => ({
        headers: { 'X-Credential': `${await token(request)} ${JSON.stringify(request.options)}` },
      }),
  });

  function send(
    keyring: unknown,
    interceptor = choosy({ token: 'a token', baseURL: api.url }),
  ): Promise<unknown> {
    return clientOf({}, interceptor).request(
      Object.assign<AxiosRequestConfig, object>({ url: '/a' }, { keyring }),
    );
  }

  it('false sends it without a credential, and asks for none', async () => {
    await send(false, counting());
    expect(credentials()).toEqual([undefined]);
    expect(asked).toBe(0);
  });

  it('reaches the provider', async () => {
    await send({ account: 'other' });
    await send({});
    await send(undefined);
    expect(credentials()).toEqual(['a token {"account":"other"}', 'a token {}', 'a token {}']);
  });

  it.each<[unknown, string]>([
    [
      { acount: 'main' },
      'There is no request option keyring.acount. Did you mean "account"? The options are account.',
    ],
    [{ zzz: 1 }, 'There is no request option keyring.zzz. The options are account.'],
    [{ account: 'third' }, 'keyring.account has to be one of main, other.'],
    [true, 'keyring on the request config has to be false or an object.'],
    [null, 'keyring on the request config has to be false or an object.'],
    ['main', 'keyring on the request config has to be false or an object.'],
    [0, 'keyring on the request config has to be false or an object.'],
  ])('%j is refused before anything is sent', async (keyring, message) => {
    await expect(send(keyring)).rejects.toMatchObject({
      code: 'ERR_KEYRING_REQUEST_OPTION',
      provider: 'choosy',
      option: 'keyring',
      message: `[@axios-keyring/choosy] ${message} The request was not sent.`,
    });
    expect(api.requests).toHaveLength(0);
  });

  it('says so where a provider takes no options at all', async () => {
    await expect(send({ account: 'main' }, counting())).rejects.toThrow('This provider takes none.');
  });

  it('does not matter to a request that is for nobody', async () => {
    await clientOf({}, counting()).get(`${api.url}/elsewhere`, { keyring: {} });
    expect(credentials()).toEqual([undefined]);
  });
});
