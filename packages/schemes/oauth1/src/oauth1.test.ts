import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import {
  type OAuth1Emulator,
  type OAuth1EmulatorOptions,
  startEmulator,
} from '@axios-keyring/oauth1/emulator';
import { refusalHint } from '@axios-keyring/core';
import { findText, sendRaw, startServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { oauth1, type OAuth1Options } from './index.js';

const consumerSecret = 'a secret of the consumer';
const tokenSecret = 'a secret of the token';
const keys = { consumerKey: 'a consumer', consumerSecret, token: 'a/token', tokenSecret };

const emulate = (options: OAuth1EmulatorOptions = {}): Promise<OAuth1Emulator> =>
  closedAfterTest(startEmulator({ ...keys, ...options }));

interface Changes extends Pick<NonNullable<OAuth1Options>, 'in' | 'bodyHash' | 'bufferStreams'> {
  readonly signatureMethod?: 'HMAC-SHA256' | 'PLAINTEXT';
}

function clientOf(baseURL: string, changes: Changes = {}, config: AxiosRequestConfig = {}): AxiosInstance {
  const client = axios.create({ baseURL, proxy: false, ...config });
  const { signatureMethod = 'HMAC-SHA256', ...options } = changes;
  client.interceptors.request.use(oauth1({ signatureMethod, ...keys, baseURL, ...options }));
  return client;
}

const outcomeOf = (sent: Promise<unknown>): Promise<unknown> => sent.catch((error: unknown) => error);

const queries: readonly [string, string, object][] = [
  ['a space and signs that axios leaves raw', '/a b', { q: "x y:$,!*'()~[]" }],
  ['repeated, empty and nested parameters', '/a?b=2&b=1&c&d=', { e: [2, 1], f: { g: 'h' }, i: '' }],
  ['letters, signs and equals signs', '/ü?a=b=c&a==', { é: '☃🙂', 'x&y': 'a+b/c' }],
  ['a date and nothing', '/', { since: new Date(0), none: undefined, nil: null }],
  ['octets that are no UTF-8', '/a?a=%E9&b=%zz&c=%', {}],
];

const bodies: readonly [string, unknown, string | undefined][] = [
  ['a form', new URLSearchParams({ 'a b': 'c+d é', '': '=' }), undefined],
  ['a form that has OAuth’s own names', new URLSearchParams('x=1&oauth_x=2'), undefined],
  ['a form as text', 'b=1&a=ü&a=1+2', 'application/x-www-form-urlencoded; charset=utf-8'],
  ['JSON', { a: ['ü'] }, undefined],
  ['bytes', Buffer.from([0, 255]), 'application/octet-stream'],
  ['nothing', undefined, undefined],
];

describe.each(['http', 'fetch'] as const)('over the %s adapter', (adapter) => {
  describe.each(['header', 'query', 'body'] as const)('signed in the %s', (place) => {
    it.each(queries)('is what arrives: %s', async (_, path, params) => {
      const api = await emulate();
      await outcomeOf(clientOf(api.url, { in: place }, { adapter }).get(path, { params }));
      expect(api.requests).toMatchObject([{ status: 200, refusal: undefined }]);
    });

    it.each(bodies)('is what arrives: %s', async (_, data, type) => {
      const api = await emulate({ bodyHash: 'sha512' });
      const headers = type === undefined ? {} : { 'Content-Type': type };
      const client = clientOf(api.url, { in: place, bodyHash: 'sha512' }, { adapter });
      await outcomeOf(client.post('/a?a=1', data, { headers }));

      expect(api.requests).toMatchObject([{ status: 200, refusal: undefined }]);
      const [{ headers: sent, target, body } = { headers: {}, target: '', body: '' }] = api.requests;
      const inBody = place === 'body' && String(sent['content-type']).startsWith('application/x-www-form');
      expect([sent.authorization !== undefined, target.includes('oauth_signature'), inBody]).toEqual([
        place === 'header' || (place === 'body' && !inBody),
        place === 'query',
        String(body).includes('oauth_signature='),
      ]);
    });
  });

  it('sends the secrets themselves as PLAINTEXT', async () => {
    const api = await emulate({ signatureMethod: 'PLAINTEXT' });
    const client = clientOf(api.url, { signatureMethod: 'PLAINTEXT' }, { adapter });
    await client.post('/', Readable.from('a=b'), { maxRedirects: 0 });
    expect(api.requests).toMatchObject([{ status: 200 }]);
  });

  it('reads no more of a stream than it was told, and only where it has to', async () => {
    const api = await emulate();
    const stream = (): unknown => (adapter === 'http' ? Readable.from(['abc']) : new Blob(['abc']).stream());
    const headers = { 'Content-Type': 'text/plain' };
    const hashed = { bodyHash: 'sha256' } as const;
    await clientOf(api.url, {}, { adapter }).post('/', stream(), { headers });
    await clientOf(api.url, { ...hashed, bufferStreams: 3 }, { adapter }).post('/', stream(), { headers });
    await expect(
      clientOf(api.url, hashed, { adapter }).post('/', stream(), { headers }),
    ).rejects.toMatchObject({
      ...{ code: 'ERR_KEYRING_BODY_NOT_SIGNABLE', option: 'bufferStreams' },
    });
    expect(api.requests.map(({ status }) => status)).toEqual([200, 200]);
  });
});

it('says that a body is no form, where axios only takes it for one', async () => {
  const api = await emulate();
  await expect(clientOf(api.url).post('/', Buffer.from([0, 1]))).rejects.toMatchObject({
    ...{ code: 'ERR_KEYRING_BODY_NOT_SIGNABLE', provider: 'oauth1' },
    message: expect.stringContaining('Set the header Content-Type to what it is.'),
  });
  expect(api.requests).toEqual([]);
});

describe('each attempt', () => {
  it('has a nonce of its own, at one time', async () => {
    const api = await emulate();
    const client = clientOf(api.url);
    await Promise.all(Array.from({ length: 20 }, () => client.get('/')));
    expect(new Set(api.requests.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it.each([
    ['the API’s Date header', {}],
    ['what the API would take', { isSilent: true }],
  ])('has the time of the API, by %s', async (_, { isSilent = false }: { readonly isSilent?: boolean }) => {
    const hour = 3_600_000;
    const api = await emulate({ now: () => Date.now() + hour });
    // A server whose Date header is that of another machine.
    const front = await closedAfterTest(
      startServer(async ({ method, target, headers }, response) => {
        const { authorization = '', host = '' } = headers;
        const sent = { Host: host, Authorization: authorization };
        const answer = await sendRaw(api.url, { method, target, headers: Object.entries(sent) });
        const date = new Date(Date.now() + (isSilent ? 0 : hour)).toUTCString();
        const challenge = isSilent ? answer.headers['www-authenticate'] : 'OAuth';
        response.writeHead(answer.status, { date, 'www-authenticate': challenge }).end();
      }),
    );
    const client = clientOf(front.url);
    await outcomeOf(client.get('/'));
    await outcomeOf(client.get('/'));
    expect(api.requests.map(({ status }) => status)).toEqual([401, 200, 200]);
  });
});

describe('explain()', () => {
  it('shows what is signed, and no secret', async () => {
    const interceptor = oauth1({ signatureMethod: 'HMAC-SHA1', ...keys, baseURL: 'https://api.example' });
    const { parts, headers } = await interceptor.explain({ url: 'https://api.example/a?b=c d' });

    expect(headers).toEqual(['Authorization']);
    expect(Object.fromEntries(parts.map(({ name, value }) => [name, value]))).toMatchObject({
      oauth_consumer_key: 'a consumer',
      oauth_token: '(token)',
      'signature base string': expect.stringMatching(
        /^GET&https%3A%2F%2Fapi\.example%2Fa&b%3Dc%2520d%26oauth_consumer_key%3Da%2520consumer%26.*%26oauth_token%3DTOKEN%26/,
      ),
      oauth_signature: '(signature of it)',
    });
    for (const secret of [consumerSecret, tokenSecret, keys.token])
      expect(findText(parts, secret)).toEqual([]);
  });

  it('says that PLAINTEXT is the secrets', async () => {
    const interceptor = oauth1({ signatureMethod: 'PLAINTEXT', ...keys, baseURL: 'https://api.example' });
    const { parts } = await interceptor.explain({ url: 'https://api.example/' });
    expect(parts.at(-1)).toEqual({ name: 'oauth_signature', value: '(the secrets themselves)' });
  });
});

describe('a refusal', () => {
  const shown = 'Signed was GET&http%3A%2F%2F127.0.0.1';

  it.each<[string, OAuth1EmulatorOptions, string, string | undefined]>([
    ['the consumer key', { consumerKey: 'another' }, 'The API does not take the consumer key.', undefined],
    ['the token', { token: 'another' }, 'The API does not take the token', undefined],
    ['the signature method', { signatureMethod: 'HMAC-SHA1' }, 'Set signatureMethod to one', shown],
    ['the signature', { tokenSecret: 'another' }, 'The API reckons another signature.', shown],
    ['a hash', { bodyHash: 'sha1' }, 'The API says parameter_absent.', undefined],
  ])('for %s is explained', async (_, options, hint, base) => {
    const api = await emulate(options);
    const failed = await outcomeOf(clientOf(api.url).get('/'));
    expect(refusalHint(failed)).toContain(hint);
    expect(refusalHint(failed)?.includes(shown)).toBe(base !== undefined);
    for (const secret of [consumerSecret, tokenSecret, keys.token])
      expect(refusalHint(failed)).not.toContain(encodeURIComponent(secret));
  });

  it.each([
    [401, {}, '', 'does not say which. Signed was GET'],
    [401, {}, 'oauth_problem=token_expired', 'The API does not take the token any more'],
    [401, {}, '{"oauth_problem":"nonce_used"}', 'has seen the request before'],
    [401, { 'WWW-Authenticate': 'Bearer' }, '', 'The API asks for bearer, and not for OAuth.'],
    [400, { 'WWW-Authenticate': 'OAuth oauth_problem="version_rejected"' }, '', 'Set the option version.'],
    [400, {}, 'The amount is missing.', undefined],
    [403, {}, '', 'but does not let them do this'],
  ])('with %d, %j and %j is explained', async (status, headers, body, hint) => {
    const api = await closedAfterTest(
      startServer((_, response) => void response.writeHead(status, headers).end(body)),
    );
    const failed = await outcomeOf(clientOf(api.url).get('/'));
    if (hint === undefined) expect(refusalHint(failed)).toBeUndefined();
    else expect(refusalHint(failed)).toContain(hint);
  });

  it('repeats no more of a long form than fits into a log', async () => {
    const api = await emulate({ tokenSecret: 'another' });
    const failed = await outcomeOf(
      clientOf(api.url).post('/', new URLSearchParams({ a: 'b'.repeat(100_000) })),
    );
    expect(refusalHint(failed)?.length).toBeLessThan(2_500);
  });
});
