import { generateKeyPairSync } from 'node:crypto';
import axios, { type AxiosInstance } from 'axios';
import { jwtVerify } from 'jose';
import { describe, expect, it, jest } from '@jest/globals';
import { type JwtEmulator, startEmulator } from '@axios-keyring/jwt/emulator';
import { refusalHint } from '@axios-keyring/core';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { jwt, type JwtOptions } from './index.js';
import { algorithms } from './signer.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pairs = {
  RS: rsa,
  PS: rsa,
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  EdDSA: generateKeyPairSync('ed25519'),
};

function pairOf(algorithm: string): (typeof pairs)[keyof typeof pairs] | undefined {
  const [, pair] = Object.entries(pairs).find(([name]) => algorithm.startsWith(name)) ?? [];
  return pair;
}

function clientOf(emulator: JwtEmulator, options: JwtOptions, adapter = 'http'): AxiosInstance {
  const client = axios.create({ adapter, baseURL: emulator.url, proxy: false });
  client.interceptors.request.use(jwt({ baseURL: emulator.url, ...options }));
  return client;
}

const tokensOf = ({ requests }: JwtEmulator): string[] =>
  requests.map(({ headers }) => headers.authorization?.slice('Bearer '.length) ?? '');

it.each(algorithms)('%s is verified by jose and by the emulator', async (algorithm) => {
  const pair = pairOf(algorithm);
  const secret = 'a secret of at least sixty-four bytes, as RFC 7518 wants it for HS512 ü';
  const publicKey = pair && String(pair.publicKey.export({ type: 'spki', format: 'pem' }));
  const emulator = await closedAfterTest(startEmulator({ algorithm, secret, publicKey }));
  const key: JwtOptions = pair
    ? { algorithm, privateKey: String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' })) }
    : { algorithm, secret };
  const options = { ...key, keyId: 'kid-1', issuer: 'jö', subject: 'me', audience: 'api', lifetime: 60 };
  const client = clientOf(emulator, { ...options, claims: { admin: true } });

  const { data } = await client.get<object>('/a');

  const [token = ''] = tokensOf(emulator);
  const { payload, protectedHeader } = await jwtVerify(token, pair?.publicKey ?? Buffer.from(secret), {
    algorithms: [algorithm],
    audience: 'api',
  });
  expect(protectedHeader).toEqual({ alg: algorithm, kid: 'kid-1', typ: 'JWT' });
  expect(payload).toEqual(data);
  expect(payload).toMatchObject({ iss: 'jö', sub: 'me', admin: true });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
});

describe.each(['http', 'fetch'])('over the %s adapter', (adapter) => {
  const secret = 'a-secret-of-this-test';

  it('one token serves until it is about to expire', async () => {
    const emulator = await closedAfterTest(startEmulator({ secret }));
    const client = clientOf(emulator, { algorithm: 'HS256', secret }, adapter);
    const now = Date.now();
    await Promise.all([client.get('/a'), client.get('/b')]);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 290_000);
    await client.get('/c');
    clock.mockRestore();

    const [first, second, third] = tokensOf(emulator);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('each request has a token of its own, if it is to, or if its claims are those of the request', async () => {
    const emulator = await closedAfterTest(startEmulator({ secret, once: true }));
    const claims: JwtOptions['claims'] = ({ method, url }) =>
      Promise.resolve({ request: `${method} ${url.pathname}` });
    for (const options of [{ perRequest: true }, { claims }]) {
      const client = clientOf(emulator, { algorithm: 'HS256', secret, ...options }, adapter);
      await client.get('/a');
      const { data } = await client.get<object>('/b');
      expect(data).toMatchObject('claims' in options ? { request: 'GET /b' } : { jti: expect.any(String) });
    }
  });

  it('a clock that is wrong is put right by the API’s own', async () => {
    const ahead = (): number => Date.now() + 3_600_000;
    const emulator = await closedAfterTest(startEmulator({ secret, now: ahead }));
    const client = clientOf(emulator, { algorithm: 'HS256', secret }, adapter);

    await client.get('/a');

    expect(emulator.requests.map(({ refusal }) => refusal)).toEqual(['The token has expired.', undefined]);
  });
});

it.each([
  ['base64', Buffer.from([0, 255, 1]).toString('base64')],
  ['base64', Buffer.from([0, 255, 1]).toString('base64url')],
  ['hex', '00FF01'],
] as const)('a secret in %s is its bytes: %s', async (secretEncoding, secret) => {
  const emulator = await closedAfterTest(startEmulator({ secret: Buffer.from([0, 255, 1]) }));
  const client = clientOf(emulator, { algorithm: 'HS256', secret, secretEncoding });

  await expect(client.get('/a')).resolves.toMatchObject({ status: 200 });
});

it('a secret that is no hex fails before anything is sent', async () => {
  const emulator = await closedAfterTest(startEmulator());
  const client = clientOf(emulator, { algorithm: 'HS256', secret: 'no hex', secretEncoding: 'hex' });

  await expect(client.get('/a')).rejects.toMatchObject({
    code: 'ERR_KEYRING_CREDENTIAL',
    message: expect.stringContaining('secret is no hex, which secretEncoding says it is.'),
  });
  expect(emulator.requests).toEqual([]);
});

it('a refusal says what to look at', async () => {
  const emulator = await closedAfterTest(startEmulator());
  const client = clientOf(emulator, { algorithm: 'HS256', secret: 'another', keyId: 'k1', audience: 'api' });

  const error: unknown = await client.get('/a').catch((reason: unknown) => reason);

  expect(refusalHint(error)).toBe(
    'The API does not accept the token that was signed for it. See whether it has the public key k1 and expects the audience ' +
      'api, and whether this machine’s clock is right.',
  );
});
