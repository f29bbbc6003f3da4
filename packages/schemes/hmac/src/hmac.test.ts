import { execFileSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import axios, { type AxiosInstance } from 'axios';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startEmulator } from '@axios-keyring/hmac/emulator';
import { refusalHint } from '@axios-keyring/core';
import { type ReceivedRequest, startServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { hmac, type HmacOptions } from './index.js';

const secret = 'the secret of this test';
const headers = { 'X-Signature': '{signature}' };

type Adapter = 'http' | 'fetch';
function clientOf(adapter: Adapter, baseURL: string, options: HmacOptions): AxiosInstance {
  const client = axios.create({ adapter, baseURL, proxy: false });
  client.interceptors.request.use(hmac({ ...options, baseURL }));
  return client;
}

const queryOf = ({ target }: ReceivedRequest): URLSearchParams => new URL(target, 'http://a').searchParams;

describe.each(['http', 'fetch'] as const)('over the %s adapter', (adapter) => {
  it('signs what arrives, whatever it is', async () => {
    const emulator = await closedAfterTest(startEmulator());
    const { credentials, url, requests } = emulator;
    const options = emulator.routes()[0]?.options;
    const client = clientOf(adapter, url, {
      ...credentials,
      ...options,
      sign: '{method}\n{target}\n{timestamp}\n{body}',
    });
    const sendable = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array(), fc.object());
    const params = fc.dictionary(fc.constantFrom('a', 'b c', 'ü'), fc.string({ unit: 'grapheme' }));

    await fc.assert(
      fc.asyncProperty(sendable, params, async (data, query) => {
        await client.post('/a b/ü?x=1:2', data, { params: query });
      }),
      { numRuns: 50 },
    );

    expect(requests.every(({ status }) => status === 200)).toBe(true);
  });

  it('puts several things into the query, the signature last, in place of the user’s own', async () => {
    const emulator = await closedAfterTest(
      startEmulator({
        secret,
        signature: (request) => queryOf(request).get('signature'),
        signed: ({ target }) => target.split('?')[1]?.replace(/&signature=.*/, '') ?? '',
      }),
    );
    const query = { key: '{keyId}', signature: '{signature}', nonce: '{nonce}', timestamp: '{timestamp}' };
    const given = { secret, keyId: 'a key', sign: '{query}', query, timestamp: 'iso' } as const;
    const client = clientOf(adapter, emulator.url, given);

    await client.get('/a?signature=old&b=c:d,e&nonce=mine');

    expect(emulator.requests[0]?.target).toMatch(
      /^\/a\?b=c:d,e&key=a%20key&nonce=[\da-f-]{36}&timestamp=\d{4}-\d\d-\d\dT[\dA-F%.]+Z&signature=[\da-f]{64}$/,
    );
  });

  it('signs headers, the user’s and its own, and the hash of the body', async () => {
    const emulator = await closedAfterTest(
      startEmulator({
        ...{
          secret,
          encoding: 'base64',
          signature: ({ headers: sent }) => sent.authorization?.split(':')[1],
        },
        signed: ({ body, headers: sent }) =>
          [sent['x-own'], sent['x-hash'], createHash('sha384').update(body).digest('base64'), sent.date].join(
            '|',
          ),
      }),
    );
    const client = clientOf(adapter, emulator.url, {
      ...{ secret, keyId: 'k', encoding: 'base64', timestamp: 'http' },
      sign: '{header.X-Own}|{header.x-hash}|{sha384.base64:{body}}|{timestamp}',
      headers: {
        Authorization: 'HMAC {keyId}:{signature}',
        'X-Hash': '{upper:{md5:{body}}}',
        Date: '{timestamp}',
      },
    });

    await client.post('/', { a: 'ü' }, { headers: { 'X-Own': 'mine' } });

    expect(emulator.requests[0]?.headers['x-hash']).toMatch(/^[\dA-F]{32}$/);
  });

  it.each([
    ['{header.x-other}', 'The header x-other is to be signed, and the request has none.'],
    ['{body.nonce}', 'The field nonce of the body is to be signed, and the request has none.'],
  ])('sends nothing that lacks %s', async (sign, message) => {
    const api = await closedAfterTest(startServer((_, response) => void response.end()));

    const sending = clientOf(adapter, api.url, { secret, sign, headers }).post('/', { a: 1 });

    await expect(sending).rejects.toMatchObject({
      ...{ code: 'ERR_KEYRING_CREDENTIAL', option: 'sign', message: expect.stringContaining(message) },
    });
    expect(api.requests).toEqual([]);
  });

  it('explains a refusal by what was signed', async () => {
    const { url } = await closedAfterTest(startEmulator({ secret: 'another' }));
    const client = clientOf(adapter, url, {
      secret,
      sign: '{method}\n{path}',
      headers: { ...headers, 'X-Key': 'test-key', 'X-Timestamp': '{timestamp}' },
    });

    const error: unknown = await client.get('/').catch((reason: unknown) => reason);

    expect(refusalHint(error)).toContain('does not accept the signature over "{method}\\n{path}".');
  });
});

it('reads no body that is not signed', async () => {
  const api = await closedAfterTest(startServer((_, response) => void response.end()));
  const client = clientOf('fetch', api.url, { secret, sign: '{method}{path}', headers });

  await client.post('/', new Blob(['abc']).stream());

  expect(api.requests[0]?.body.toString()).toBe('abc');
});

it.each(['md5', 'sha1', 'sha256', 'sha384', 'sha512'] as const)(
  'openssl makes the same of %s',
  async (algorithm) => {
    const body = 'grüß\n{"a": 1}';
    const key = Buffer.from([0, 1, 0xfe, 0xff, 10]);
    const printed = execFileSync(
      'openssl',
      ['dgst', `-${algorithm}`, '-mac', 'HMAC', '-macopt', `hexkey:${key.toString('hex')}`],
      {
        input: `POST /a?b=c ${body}`,
      },
    );
    const given = { algorithm, secret: key.toString('base64'), secretEncoding: 'base64', headers } as const;
    const interceptor = hmac({ ...given, sign: '{method} {target} {body}', baseURL: 'https://api.example' });

    const { credential } = await interceptor.authorize({
      method: 'POST',
      url: 'https://api.example/a?b=c',
      body,
    });

    expect(printed.toString().trim().split(' ').at(-1)).toBe(credential.headers?.['X-Signature']);
  },
);

it('shows each part that is signed, but nothing of the user', async () => {
  const sign = 'v1:{method}{lower:{header.x-token}}{body}{sha256:{body}}{sha256.bytes:a}';
  const interceptor = hmac({ secret, sign, headers, baseURL: 'https://api.example' });

  const { parts } = await interceptor.explain({
    ...{ method: 'POST', url: 'https://api.example/', body: 'a', headers: { 'X-Token': 'of the user' } },
  });

  expect(parts).toEqual([
    { name: 'text', value: '"v1:"' },
    { name: '{method}', value: 'POST' },
    { name: '{lower:{header.x-token}}', value: '(as sent)' },
    { name: '{body}', value: '(as sent)' },
    { name: '{sha256:{body}}', value: createHash('sha256').update('a').digest('hex') },
    { name: '{sha256.bytes:a}', value: '(32 bytes)' },
    { name: 'HMAC with sha256', value: '(signature in hex)' },
  ]);
});

it('signs bytes and text together', async () => {
  const interceptor = hmac({
    secret,
    sign: '{path}{sha256.bytes:{body}}',
    headers,
    baseURL: 'https://api.example',
  });

  const { credential } = await interceptor.authorize({
    method: 'POST',
    url: 'https://api.example/ü',
    body: 'a',
  });

  const expected = createHmac('sha256', secret)
    .update('/%C3%BC')
    .update(createHash('sha256').update('a').digest());
  expect(credential.headers?.['X-Signature']).toBe(expected.digest('hex'));
});
