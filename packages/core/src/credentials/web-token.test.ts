import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { expect, it } from '@jest/globals';
import { hmac } from '../platform/crypto.js';
import { readPrivateKey } from './private-key.js';
import { sign } from './signature.js';
import { signWebToken } from './web-token.js';

const appendixKey = Buffer.from(
  'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
  'base64url',
);

// https://www.rfc-editor.org/rfc/rfc7515#appendix-A.1, whose own JSON has line breaks.
it('the signature of RFC 7515, appendix A.1, comes out', async () => {
  const parts = [
    '{"typ":"JWT",\r\n "alg":"HS256"}',
    '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}',
  ];
  const signed = parts.map((part) => Buffer.from(part).toString('base64url')).join('.');

  expect(await hmac('sha256', appendixKey)(signed, 'base64url')).toBe(
    'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  );
});

it.each([
  ['HS256', 'sha256'],
  ['HS384', 'sha384'],
  ['HS512', 'sha512'],
] as const)('%s is verified by jose', async (alg, hash) => {
  const secret = appendixKey;

  const token = await signWebToken({ alg, kid: undefined }, { iss: 'jöe', exp: undefined }, (text) =>
    hmac(hash, secret)(text, 'base64url'),
  );

  const { payload, protectedHeader } = await jwtVerify(token, secret);
  expect(protectedHeader).toEqual({ alg });
  expect(payload).toEqual({ iss: 'jöe' });
});

it.each([
  ['RS256', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['PS384', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['ES256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['ES384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ['EdDSA', () => generateKeyPairSync('ed25519')],
] as const)('%s is verified by jose', async (alg, generate) => {
  const { privateKey, publicKey } = generate();
  const read = readPrivateKey(String(privateKey.export({ type: 'pkcs8', format: 'pem' })), [
    'RSA',
    'P-256',
    'P-384',
    'Ed25519',
  ]);
  if ('problem' in read) throw new Error(read.problem);

  const token = await signWebToken({ alg, kid: 'one', typ: 'JWT' }, { iss: 'me', iat: 1 }, (text) =>
    sign(alg, read.key, text, 'base64url'),
  );

  const { payload, protectedHeader } = await jwtVerify(token, publicKey);
  expect(protectedHeader).toEqual({ alg, kid: 'one', typ: 'JWT' });
  expect(payload).toEqual({ iss: 'me', iat: 1 });
});
