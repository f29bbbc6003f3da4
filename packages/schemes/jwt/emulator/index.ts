/**
 * An API that takes JSON Web Tokens on this machine, for tests.
 *
 * @module @axios-keyring/jwt/emulator
 */
import { constants, createHmac, createPublicKey, type KeyObject, verify } from 'node:crypto';
import {
  authorizationOf,
  type Check,
  clockOf,
  type Emulator,
  type EmulatorOptions,
  json,
  refuseWith,
  runEmulator,
} from '@axios-keyring/testing';

/** Options of the emulator: a secret, or a public key. */
export interface JwtEmulatorOptions extends EmulatorOptions {
  /** The only algorithm that is accepted. Default: `HS256`. */
  readonly algorithm?: string | undefined;
  /** For `HS…`, as text or bytes. Default: a sample. */
  readonly secret?: string | Uint8Array | undefined;
  /** For all others, in PEM. */
  readonly publicKey?: string | undefined;
  /** The issuer that is expected. Default: any. */
  readonly issuer?: string | undefined;
  /** The audience that is expected. Default: any. */
  readonly audience?: string | undefined;
  /** Whether a token is good for one request only, by its `jti`. Default: false. */
  readonly once?: boolean | undefined;
}

/** What the emulator accepts. */
export interface JwtCredentials {
  readonly algorithm: string;
  readonly secret: string | Uint8Array;
}

/** A running emulator. */
export type JwtEmulator = Emulator<JwtCredentials>;

/** Starts an API that verifies a JSON Web Token, and answers every path with the claims that it found. */
export function startEmulator(options: JwtEmulatorOptions = {}): Promise<JwtEmulator> {
  const { algorithm = 'HS256', secret = 'a-secret-that-opens-nothing-at-all', publicKey } = options;
  const key = publicKey === undefined ? secret : createPublicKey(publicKey);
  const seen = new Set<unknown>();
  const now = clockOf(options);
  return runEmulator(options, {
    provider: 'jwt',
    credentials: { algorithm, secret },
    routes: (baseURL) => [{ baseURL, options: { algorithm, secret, verifyPath: '/' } }],
    checks: [
      (request) => {
        const claims = verified(authorizationOf(request, 'Bearer', unauthorized), algorithm, key);
        requireTime(claims, now());
        requireParty(claims, 'iss', options.issuer);
        requireParty(claims, 'aud', options.audience);
        if (options.once !== true) return;
        if (claims.jti === undefined || seen.has(claims.jti))
          throw unauthorized('The token was used before.');
        seen.add(claims.jti);
      },
    ] satisfies Check[],
    answers: [
      (request) => json(200, verified(authorizationOf(request, 'Bearer', unauthorized), algorithm, key)),
    ],
  });
}

const unauthorized = refuseWith(401, undefined, {
  'WWW-Authenticate': 'Bearer realm="emulator", error="invalid_token"',
});

type Claims = Readonly<Record<string, unknown>>;

// https://www.rfc-editor.org/rfc/rfc7515#section-5.2
function verified(token: string, algorithm: string, key: string | Uint8Array | KeyObject): Claims {
  const [header = '', claims = '', signature = '', ...more] = token.split('.');
  if (signature === '' || more.length > 0) throw unauthorized('The token does not have three parts.');
  if (partOf(header).alg !== algorithm) throw unauthorized('The token is signed with another algorithm.');
  const isRight = isSignature(`${header}.${claims}`, Buffer.from(signature, 'base64url'), algorithm, key);
  if (!isRight) throw unauthorized('The signature differs.');
  return partOf(claims);
}

function partOf(text: string): Claims {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    throw unauthorized('A part of the token is no JSON.');
  }
}

function isSignature(
  text: string,
  signature: Buffer,
  algorithm: string,
  key: string | Uint8Array | KeyObject,
): boolean {
  const hash = `sha${algorithm.slice(2)}`;
  if (typeof key === 'string' || key instanceof Uint8Array)
    return createHmac(hash, key).update(text).digest().equals(signature);
  return verify(
    algorithm === 'EdDSA' ? null : hash,
    Buffer.from(text),
    {
      key,
      dsaEncoding: 'ieee-p1363',
      ...(algorithm.startsWith('PS') && {
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      }),
    },
    signature,
  );
}

function requireTime({ iat, exp }: Claims, now: number): void {
  const seconds = now / 1000;
  // A minute of leeway, as servers are seen to have it.
  if (typeof exp !== 'number' || exp < seconds - 60) throw unauthorized('The token has expired.');
  if (typeof iat === 'number' && iat > seconds + 60)
    throw unauthorized('The token was issued in the future.');
}

function requireParty(claims: Claims, name: 'iss' | 'aud', expected: string | undefined): void {
  if (expected !== undefined && claims[name] !== expected) throw unauthorized(`The claim ${name} differs.`);
}
