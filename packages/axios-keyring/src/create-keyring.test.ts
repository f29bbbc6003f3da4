import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosAdapter } from 'axios';
import { defineProvider, type KeyringInterceptor, secret } from '@axios-keyring/core';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { createKeyring, type KeyringEntry } from './create-keyring.js';

const example = defineProvider({
  name: 'example',
  environmentPrefix: 'EXAMPLE',
  options: { token: secret({ description: 'The token.' }) },
  baseURLs: () => ['https://api.example.com'],
  authorize:
    ({ token }) =>
    async (request) => ({ headers: { Authorization: `Bearer ${await token(request)}` } }),
});

let server: TestServer;
let other: TestServer;

beforeEach(async () => {
  [server, other] = await Promise.all([startServer(answer), startServer(answer)]);
});

afterEach(async () => {
  await Promise.all([server.close(), other.close()]);
  jest.restoreAllMocks();
});

function answer(_request: unknown, response: { end(text: string): void }): void {
  response.end('ok');
}

function authorizations(of: TestServer): (string | undefined)[] {
  return of.requests.map(({ headers }) => headers.authorization);
}

describe('createKeyring', () => {
  it('gives every URL the credentials of its longest base URL, and no other URL any', async () => {
    const client = axios.create();
    client.interceptors.request.use(
      createKeyring([
        example({ token: 'whole-host', baseURL: server.url }),
        example({ token: 'version-two', baseURL: `${server.url}/v2` }),
      ]),
    );

    await client.get(`${server.url}/v2/taxes`);
    await client.get(`${server.url}/v2`);
    await client.get(`${server.url}/v2x`);
    await client.get(`${other.url}/v2/taxes`);

    expect(authorizations(server)).toEqual(['Bearer version-two', 'Bearer version-two', 'Bearer whole-host']);
    expect(authorizations(other)).toEqual([undefined]);
  });

  it('serves another base URL with an interceptor, and not its own any more', async () => {
    const keyring = createKeyring([
      { baseURL: `${server.url}/proxy/`, interceptor: example({ token: 'a', baseURL: other.url }) },
    ]);
    const client = axios.create();
    client.interceptors.request.use(keyring);

    await client.get(`${server.url}/proxy/taxes`);
    await client.get(`${other.url}/taxes`);

    expect(authorizations(server)).toEqual(['Bearer a']);
    expect(authorizations(other)).toEqual([undefined]);
    expect(keyring.baseURLs).toEqual([`${server.url}/proxy`]);
  });

  it('says which route a URL would take', () => {
    const keyring = createKeyring([
      example({ token: 'a' }),
      { baseURL: 'https://proxy.example.net/api', interceptor: example({ token: 'b' }) },
    ]);

    expect(keyring.routes).toEqual([
      { provider: 'example', baseURL: 'https://api.example.com' },
      { provider: 'example', baseURL: 'https://proxy.example.net/api' },
    ]);
    expect(keyring.match('https://proxy.example.net/api/v2?x=1')).toEqual(keyring.routes[1]);
    expect(keyring.match(new URL('https://api.example.com/'))).toEqual(keyring.routes[0]);
    expect(keyring.match('https://api.example.com.evil.example')).toBeUndefined();
    expect(keyring.match('/relative')).toBeUndefined();
  });

  it('sends a request with keyring: false without credentials', async () => {
    const client = axios.create({ baseURL: server.url });
    client.interceptors.request.use(createKeyring([example({ token: 'a', baseURL: server.url })]));

    await client.get('/open', { keyring: false });

    expect(authorizations(server)).toEqual([undefined]);
  });

  it('composes keyrings', async () => {
    const inner = createKeyring([example({ token: 'a', baseURL: server.url })]);
    const client = axios.create();
    client.interceptors.request.use(createKeyring([inner, example({ token: 'b' })]));

    await client.get(server.url);

    expect(authorizations(server)).toEqual(['Bearer a']);
  });
});

describe('a request that no route covers', () => {
  it('is refused before it is sent, if the keyring says so', async () => {
    const client = axios.create();
    client.interceptors.request.use(createKeyring([example({ token: 'a' })], { unmatched: 'refuse' }));

    const request = client.get(`${server.url}/private?account=7`);

    await expect(request).rejects.toMatchObject({ code: 'ERR_KEYRING_UNMATCHED', isAxiosError: true });
    await expect(request).rejects.toThrow(/No route covers .* https:\/\/api\.example\.com\. Add a route/);
    await expect(request).rejects.not.toThrow(/account/);
    expect(server.requests).toHaveLength(0);
  });

  it.each(['/private?account=7', '//HOST/x', '\\\\HOST\\x', 'HOST/x', '', undefined])(
    'is refused where its URL is %p, which axios may complete by itself',
    async (url) => {
      const client = axios.create({ adapter: 'http' });
      client.interceptors.request.use(createKeyring([example({ token: 'a' })], { unmatched: 'refuse' }));

      const request = client.request(
        url === undefined ? {} : { url: url.replace('HOST', new URL(server.url).host) },
      );

      await expect(request).rejects.toMatchObject({ code: 'ERR_KEYRING_UNMATCHED', isAxiosError: true });
      await expect(request).rejects.toThrow(/no absolute http or https URL.* Set baseURL/);
      await expect(request).rejects.not.toThrow(/account/);
      expect(server.requests).toHaveLength(0);
    },
  );

  it('passes without an absolute URL, where nothing is refused', async () => {
    const seen: unknown[] = [];
    const adapter: AxiosAdapter = (config) => {
      seen.push(config.url);
      return Promise.resolve({ data: '', status: 200, statusText: '', headers: {}, config });
    };
    const client = axios.create({ adapter });
    client.interceptors.request.use(createKeyring([example({ token: 'a' })], { unmatched: 'warn' }));

    await client.get('/private');

    expect(seen).toEqual(['/private']);
  });

  it('is still sent with keyring: false', async () => {
    const client = axios.create();
    client.interceptors.request.use(createKeyring([example({ token: 'a' })], { unmatched: 'refuse' }));

    await client.get(server.url, { keyring: false });

    expect(server.requests).toHaveLength(1);
  });

  it('is warned of once per origin, without its path', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const client = axios.create();
    client.interceptors.request.use(createKeyring([example({ token: 'a' })], { unmatched: 'warn' }));

    await client.get(`${server.url}/one`);
    await client.get(`${server.url}/two`);
    await client.get(`${other.url}/three`);

    expect(warn.mock.calls.flat()).toEqual([
      expect.stringContaining(`No route covers requests to ${server.url};`),
      expect.stringContaining(`No route covers requests to ${other.url};`),
    ]);
    expect(authorizations(server)).toEqual([undefined, undefined]);
  });

  it('is warned of for a thousand origins, and no more', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const client = axios.create({
      adapter: (config) => Promise.resolve({ config, data: '', status: 200, statusText: '', headers: {} }),
    });
    client.interceptors.request.use(createKeyring([example({ token: 'a' })], { unmatched: 'warn' }));

    for (let count = 0; count < 1_100; count += 1) await client.get(`https://host-${count}.example/`);

    expect(warn).toHaveBeenCalledTimes(1_000);
  });
});

describe('what createKeyring refuses', () => {
  const interceptor = example({ token: 'canary-secret' });

  function refusal(entries: unknown, options?: unknown): unknown {
    try {
      Reflect.apply(createKeyring, undefined, options === undefined ? [entries] : [entries, options]);
    } catch (error) {
      return error;
    }
    return undefined;
  }

  it.each([
    [
      'two entries for one base URL',
      [interceptor, example({ token: 'b' })],
      'ERR_KEYRING_DUPLICATE_ROUTE',
      'Two entries serve https://api.example.com (example and example)',
    ],
    ['a provider that was not called', [example], 'ERR_KEYRING_OPTION', 'Call the provider'],
    ['no array', interceptor, 'ERR_KEYRING_OPTION', 'array'],
    ['nothing as an entry', [undefined], 'ERR_KEYRING_OPTION', 'Entry 0 is neither'],
    [
      'an entry without its interceptor',
      [{ baseURL: 'https://x.example' }],
      'ERR_KEYRING_OPTION',
      'Entry 0 is neither',
    ],
    [
      'a keyring of several providers at one base URL',
      [
        {
          baseURL: 'https://x.example',
          interceptor: createKeyring([interceptor, example({ token: 'b', baseURL: 'https://y.example' })]),
        },
      ],
      'ERR_KEYRING_OPTION',
      'several providers',
    ],
    [
      'an unknown key',
      [{ baseURL: 'https://x.example', interceptor, baseUrl: '' }],
      'ERR_KEYRING_OPTION',
      'Did you mean "baseURL"?',
    ],
    [
      'plain http to another machine',
      [{ baseURL: 'http://x.example', interceptor }],
      'ERR_KEYRING_BASE_URL',
      'plain http',
    ],
    [
      'a wildcard that covers the hosts of everybody',
      [{ baseURL: 'https://*.amazonaws.com', interceptor }],
      'ERR_KEYRING_BASE_URL',
      'covers all hosts below amazonaws.com',
    ],
    [
      'a base URL with a query',
      [{ baseURL: 'https://x.example?a', interceptor }],
      'ERR_KEYRING_BASE_URL',
      'query',
    ],
  ])('%s', (_what, entries, code, message) => {
    const error = refusal(entries);

    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(JSON.stringify(error)).not.toContain('canary-secret');
  });

  it.each([
    ['an unknown option', { unmatch: 'pass' }, 'Did you mean "unmatched"?'],
    ['an unknown policy', { unmatched: 'refused' }, 'Did you mean "refuse"?'],
  ])('%s', (_what, options, message) => {
    expect(refusal([], options)).toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      message: expect.stringContaining(message),
    });
  });

  it('takes an empty list', () => {
    const entries: KeyringEntry[] = [];
    const keyring: KeyringInterceptor = createKeyring(entries);

    expect(keyring.baseURLs).toEqual([]);
  });
});

it('createKeyring that was not called sends nothing, and says what to write', async () => {
  const client = axios.create({ baseURL: server.url });
  const { request } = client.interceptors;
  const { use } = request;
  Reflect.apply(use, request, [createKeyring]);

  await expect(client.get('/a')).rejects.toMatchObject({
    code: 'ERR_KEYRING_OPTION',
    message: expect.stringContaining(
      'createKeyring was given to use() without being called: write use(createKeyring(',
    ),
  });
  expect(server.requests).toHaveLength(0);
});
