import { beforeEach, describe, expect, it } from '@jest/globals';
import { request as undiciRequest } from 'undici';
import { type TestServer } from '@axios-keyring/testing';
import { bearer } from './fixtures/bearer.js';
import { closedAfterTest } from '../../../tools/test-setup/closed-after-test.js';
import { signed, signedOptions, startSignedAPI } from './fixtures/signed.js';
import { type KeyringInterceptor } from './interceptor.js';
import { integer } from './options/builders.js';
import { secret } from './options/secrets.js';
import { defineProvider } from './provider.js';
import { type WireRequest } from './contract/wire-request.js';

interface Outgoing {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

const outgoing: readonly (readonly [string, Outgoing])[] = [
  ['a GET', { method: 'GET', path: '/a' }],
  ['a query that is kept byte for byte', { method: 'GET', path: "/a?x=1%3A2&y=a+b&z='" }],
  ['a path that the URL parser encodes', { method: 'GET', path: '/a b/ä?q=ö' }],
  ['text', { method: 'POST', path: '/a', body: 'größe' }],
  ['JSON', { method: 'PUT', path: '/a?b', body: '{"a": 1}\n' }],
  ['bytes', { method: 'POST', path: '/a', body: new Uint8Array([0, 255, 128, 13, 10]) }],
];

/** Remembers the requests that it authorizes. */
function watching(): { interceptor: KeyringInterceptor; seen: WireRequest[] } {
  const seen: WireRequest[] = [];
  const provider = defineProvider({
    name: 'watching',
    environmentPrefix: 'WATCHING',
    options: {},
    requestOptions: { clientProfileId: integer({ optional: true, description: 'A number.' }) },
    baseURLs: () => ['https://api.example.com/v1'],
    authorize: () => (request) => {
      seen.push(request);
      return { headers: { 'X-Seen': 'yes' } };
    },
  });
  return { interceptor: provider(), seen };
}

describe('a request of authorize', () => {
  let api: TestServer;
  let interceptor: KeyringInterceptor;

  beforeEach(async () => {
    api = await closedAfterTest(startSignedAPI());
    interceptor = signed(signedOptions(api));
  });

  it.each(outgoing)('is accepted with fetch for %s', async (_, { method, path, body }) => {
    const url = new URL(path, api.url);
    const request = await interceptor.authorize({ method, url, ...(body !== undefined && { body }) });

    const { status } = await fetch(request.url, { ...request, body: request.body ?? null });

    expect(status).toBe(200);
  });

  it.each(outgoing)('is accepted with undici for %s', async (_, { method, path, body }) => {
    const url = new URL(path, api.url).href;
    const { headers } = await interceptor.authorize({ method, url, ...(body !== undefined && { body }) });

    const { statusCode } = await undiciRequest(url, { method, headers, body: body ?? null });

    expect(statusCode).toBe(200);
  });

  it('is refused as any other request, so the server does look', async () => {
    const { headers } = await interceptor.authorize({ method: 'POST', url: `${api.url}/a`, body: 'one' });

    for (const [path, body] of [
      ['/a', 'two'],
      ['/b', 'one'],
      ['/a?', 'one'],
    ] as const) {
      const { status } = await fetch(api.url + path, { method: 'POST', headers, body });
      expect([path, status]).toEqual([path, path === '/a?' ? 200 : 401]);
    }
  });

  it('has the given headers beside those of the credential, which also stand by themselves', async () => {
    const { headers, credential } = await interceptor.authorize({
      url: `${api.url}/a`,
      headers: { Accept: 'application/json' },
    });

    expect(Object.keys(headers)).toEqual(['Accept', 'X-Signature']);
    expect(credential).toEqual({ headers: { 'X-Signature': headers['X-Signature'] } });
  });
});

describe('authorize', () => {
  it.each([
    ['another origin', 'https://api.example.com.evil.example/v2/a'],
    ['another path', 'https://api.example.com/v1/a'],
    ['a path that only looks alike', 'https://api.example.com/v20/a'],
    ['plain http', 'http://api.example.com/v2/a'],
    ['a path that climbs out', 'https://api.example.com/v2/../v1/a'],
  ])('gives nothing for %s', async (_, url) => {
    await expect(bearer({ token: 'a-secret' }).authorize({ url })).rejects.toMatchObject({
      code: 'ERR_KEYRING_UNMATCHED',
      isAxiosError: true,
      message: expect.stringContaining(
        'is outside of the base URLs, so it gets no credential. The base URLs are https://api.example.com/v2.',
      ),
    });
  });

  it.each(['/v2/a', 'api.example.com/v2', '', 'https://'])(
    'gives nothing for "%s", which is no URL',
    async (url) => {
      await expect(bearer({ token: 'a-secret' }).authorize({ url })).rejects.toMatchObject({
        code: 'ERR_KEYRING_UNMATCHED',
        message: expect.stringContaining('The URL is not absolute'),
      });
    },
  );

  it('names neither query nor password of a URL outside', async () => {
    const url = 'https://user:hidden-1@elsewhere.example/a?token=hidden-2#hidden-3';

    await expect(bearer({ token: 'a-secret' }).authorize({ url })).rejects.toMatchObject({
      message: expect.not.stringMatching(/hidden|a-secret/),
    });
  });

  it('shows a provider the request as it reaches the wire', async () => {
    const { interceptor, seen } = watching();
    const url = new URL('https://me:password@API.example.com:443/v1/a?b=c#fragment');

    await interceptor.authorize({ method: 'post', url, headers: { 'Content-Type': 'text/csv' }, body: 'x' });

    expect(seen).toHaveLength(1);
    expect(seen[0]?.url.href).toBe('https://api.example.com/v1/a?b=c');
    expect(seen[0]).toMatchObject({ method: 'POST', host: 'api.example.com' });
    expect(seen[0]?.headers['content-type']).toBe('text/csv');
    // This provider does not sign bodies, so it sees none.
    expect(seen[0]?.body).toBe('');
    expect(url.href).toBe('https://me:password@api.example.com/v1/a?b=c#fragment');
  });

  it('takes the options of a request', async () => {
    const { interceptor, seen } = watching();
    const url = 'https://api.example.com/v1/a';
    const keyring: object = { clientProfileId: 7 };

    await interceptor.authorize({ url, keyring });
    await interceptor.authorize({ url });

    expect(seen.map(({ options }) => options)).toEqual([{ clientProfileId: 7 }, {}]);
  });

  it.each([
    ['an unknown option', { clientProfileID: 7 }, 'Did you mean "clientProfileId"?'],
    ['a value of another type', { clientProfileId: '7' }, 'has to be an integer of 0 or more'],
  ])('refuses %s of a request', async (_, keyring: object, problem) => {
    const { interceptor, seen } = watching();

    await expect(interceptor.authorize({ url: 'https://api.example.com/v1', keyring })).rejects.toMatchObject(
      {
        code: 'ERR_KEYRING_REQUEST_OPTION',
        provider: 'watching',
        message: expect.stringContaining(problem),
      },
    );
    expect(seen).toHaveLength(0);
  });

  it('refuses a credential that no header can carry', async () => {
    const careless = defineProvider({
      name: 'careless',
      environmentPrefix: 'CARELESS',
      options: { token: secret({ description: 'The token.', sentAs: 'encoded' }) },
      baseURLs: () => ['https://api.example.com'],
      authorize:
        ({ token }) =>
        async (request) => ({ headers: { 'X-Token': await token(request) } }),
    });

    const failing = careless({ token: 'a-secret-€' }).authorize({ url: 'https://api.example.com/' });

    await expect(failing).rejects.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      message: expect.not.stringContaining('a-secret'),
    });
  });
});

it('leaves out a length that was given for a body that the credential replaces', async () => {
  const writing = defineProvider({
    name: 'writing',
    environmentPrefix: 'WRITING',
    options: {},
    baseURLs: () => ['https://api.example.com'],
    body: () => ({ access: 'write', streamLimit: 0 }),
    authorize: () => () => ({ body: 'a longer one' }),
  });

  const { headers, body } = await writing().authorize({
    method: 'POST',
    url: 'https://api.example.com/a',
    headers: { 'Content-Length': '3', 'X-Mine': 'yes' },
    body: 'one',
  });

  expect({ headers, body }).toEqual({ headers: { 'X-Mine': 'yes' }, body: 'a longer one' });
});
