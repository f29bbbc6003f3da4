import { generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';
import axios, { type AxiosInstance } from 'axios';
import { describe, expect, it } from '@jest/globals';
import { type HttpSignaturesEmulator, startEmulator } from '@axios-keyring/http-signatures/emulator';
import { refusalHint } from '@axios-keyring/core';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { httpSignatures, type HttpSignaturesOptions } from './index.js';

const edwards = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'sec1', format: 'pem' })
  .toString();

type OtherOptions = Omit<HttpSignaturesOptions, 'privateKey' | 'passphrase' | 'secret' | 'secretEncoding'>;

const emulator = (options?: Parameters<typeof startEmulator>[0]): Promise<HttpSignaturesEmulator> =>
  closedAfterTest(startEmulator(options));

const all = [
  ...['@method', '@target-uri', '@authority', '@scheme', '@request-target', '@path', '@query'],
  ...[
    '@query-param;name="a%20b"',
    'host',
    'date',
    'content-type',
    'content-length',
    'content-digest',
    'x-own',
  ],
];

describe.each(['http', 'fetch'] as const)('over the %s adapter', (adapter) => {
  function clientOf({ url, credentials }: HttpSignaturesEmulator, options: OtherOptions): AxiosInstance {
    const client = axios.create({ adapter, baseURL: url, proxy: false });
    client.interceptors.request.use(httpSignatures({ ...credentials, ...options, baseURL: url }));
    return client;
  }

  it.each([
    ['nothing', undefined],
    ['text', 'grüß'],
    ['an object', { a: [1, 'ü'] }],
    ['a form', new URLSearchParams({ 'a b': 'c+d' })],
    ['bytes', Buffer.from([0, 255])],
    ['a form with parts', Object.assign(new FormData(), {})],
  ])('signs what arrives: %s', async (_, data) => {
    if (data instanceof FormData) data.append('a', 'b');
    const api = await emulator();
    const client = clientOf(api, { components: all, digest: 'sha-512', tag: 'own', expiresIn: 60 });

    await client.post('/a b/ü?x=1:2', data, { params: { 'a b': "c'd~*" }, headers: { 'X-Own': ' a  b ' } });

    expect(api.requests).toMatchObject([{ status: 200 }]);
  });

  it('covers what belongs to a body, and a login, where there is one', async () => {
    const api = await emulator();
    const client = clientOf(api, { components: ['@method', 'content-digest', 'authorization'] });

    await client.get('/');
    await client.put('/', 'a', { headers: { Authorization: 'Bearer of-the-user' } });

    expect(api.requests.map(({ headers }) => /\(.*\)/.exec(String(headers['signature-input']))?.[0])).toEqual(
      ['("@method")', '("@method" "content-digest" "authorization")'],
    );
  });

  it('signs with the draft’s own parts', async () => {
    const api = await emulator({ profile: 'cavage' });
    const components = ['(request-target)', '(created)', '(expires)', 'host', 'digest', 'date'];
    const client = clientOf(api, { components, expiresIn: 30, header: 'Signature' });

    await client.post('/a?b=c', { d: 'e' });

    expect(api.requests).toMatchObject([{ status: 200 }]);
    expect(api.requests[0]?.headers.signature).toMatch(
      /^keyId="test-key",algorithm="hs2019",created=\d+,expires=\d+,/,
    );
  });

  it('reads no more of a stream than it was told', async () => {
    const api = await emulator();
    const stream = (): unknown => (adapter === 'http' ? Readable.from(['abc']) : new Blob(['abc']).stream());
    const client = clientOf(api, { bufferStreams: 3 });
    const strict = clientOf(api, {});

    await client.post('/', stream());
    await expect(strict.post('/', stream())).rejects.toMatchObject({ code: 'ERR_KEYRING_BODY_NOT_SIGNABLE' });

    expect(api.requests).toMatchObject([{ status: 200 }]);
  });

  it.each([
    [['x-own'], 'The header x-own is to be signed, and the request has none.'],
    [['@query-param;name="a"'], 'The query has no parameter "a", or has it more than once'],
    [['x-latin'], 'The header x-latin has a character outside of ASCII'],
  ])('sends nothing that lacks %j', async (components, message) => {
    const api = await emulator();
    const client = clientOf(api, { components });

    const sending = client.get('/?a=1&a=2', { headers: { 'X-Latin': 'é' } });

    await expect(sending).rejects.toMatchObject({
      ...{ code: 'ERR_KEYRING_CREDENTIAL', option: 'components' },
      message: expect.stringContaining(message),
    });
    expect(api.requests).toEqual([]);
  });

  it('signs again with the time of the API', async () => {
    const api = await emulator({ now: () => Date.now() + 3_600_000 });
    const client = clientOf(api, {});

    await client.get('/');

    expect(api.requests.map(({ status }) => status)).toEqual([401, 200]);
  });

  it('sends nothing whose length is to be signed and is not known', async () => {
    const api = await emulator();
    const client = clientOf(api, { components: ['content-length'] });

    await expect(client.post('/', new Blob(['a']).stream())).rejects.toMatchObject({
      message: expect.stringContaining('The body is a stream or a form whose length nobody knows yet.'),
    });
    expect(api.requests).toEqual([]);
  });

  it('explains a refusal by what was signed', async () => {
    const api = await emulator({ keyId: 'another' });
    const client = clientOf(api, {
      keyId: 'mine',
      components: ['@method', 'content-digest', 'content-type'],
    });

    const error: unknown = await client.get('/').catch((reason: unknown) => reason);

    expect(refusalHint(error)).toMatch(
      /^The API does not accept the signature of the key mine over @method\. /,
    );
  });
});

it('decrypts a key', async () => {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const privateKey = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const api = await emulator({ privateKey });
  const encrypted = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'words' });
  const client = axios.create({ baseURL: api.url, proxy: false });
  const given = { keyId: 'test-key', privateKey: encrypted.toString(), passphrase: 'words' };
  client.interceptors.request.use(httpSignatures({ ...given, baseURL: api.url }));

  await expect(client.post('/', 'a')).resolves.toMatchObject({ status: 200 });
});

it.each([
  [
    { algorithm: 'rsa-v1_5-sha256', privateKey: edwards },
    'Ed25519, and the algorithm rsa-v1_5-sha256 takes one of the type RSA',
  ],
  [{ profile: 'cavage', privateKey: curve }, 'P-256. In cavage,'],
] as const)('refuses a key that cannot sign so: %#', async (options, message) => {
  const api = await emulator();
  const client = axios.create({ baseURL: api.url, proxy: false });
  client.interceptors.request.use(httpSignatures({ ...options, keyId: 'k', baseURL: api.url }));

  await expect(client.get('/')).rejects.toMatchObject({
    ...{ code: 'ERR_KEYRING_CREDENTIAL', option: 'privateKey' },
    message: expect.stringContaining(`privateKey is of the type ${message}`),
  });
  expect(api.requests).toEqual([]);
});

it('shows each line that is signed, but no header of the user', async () => {
  const given = { secret: 's', keyId: 'k', components: ['@method', 'x-token', '@query-param;name="a"'] };
  const interceptor = httpSignatures({ ...given, baseURL: 'https://api.example' });
  const headers = { 'X-Token': 'a-token-of-the-user' };

  const { parts } = await interceptor.explain({ url: 'https://api.example/?a=b', headers });

  expect(parts).toEqual([
    { name: '"@method"', value: 'GET' },
    { name: '"x-token"', value: '(as sent)' },
    { name: '"@query-param";name="a"', value: 'b' },
    {
      name: '"@signature-params"',
      value: expect.stringMatching(/^\("@method" "x-token" "@query-param";name="a"\);created=\d+;keyid="k"$/),
    },
    { name: 'hmac-sha256', value: '(signature of these lines)' },
  ]);
});
