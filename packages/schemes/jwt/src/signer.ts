import {
  hash,
  hmac,
  KeyringError,
  type MaybePromise,
  type PrivateKey,
  type PrivateKeySource,
  publicKeyOf,
  type Secret,
  sign,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { type SecretEncoding, secretKey } from '@axios-keyring/core/engine';

const hashes = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;

type SharedAlgorithm = keyof typeof hashes;

/** The algorithms of RFC 7518, section 3.1, and of RFC 8037. */
export const algorithms = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
] as const;

export type Algorithm = (typeof algorithms)[number];

/** What signs the tokens of a request. */
export interface Signer {
  /** Tells the key from others, and says nothing of it. */
  readonly id: string;
  readonly sign: (text: string) => MaybePromise<string>;
}

/** What a signer is made of. */
export interface SignerOptions {
  readonly algorithm: Algorithm;
  readonly secret: Secret | undefined;
  readonly secretEncoding: SecretEncoding | undefined;
  readonly privateKey: PrivateKeySource | undefined;
}

/**
 * Gives what signs the tokens of a request.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION` if the algorithm takes another sort of key.
 */
export function signerOf(options: SignerOptions): (request: WireRequest) => MaybePromise<Signer> {
  const { algorithm, secret, privateKey, secretEncoding } = options;
  if (isShared(algorithm)) {
    if (!secret) throw mismatch(algorithm, 'secret');
    const authenticate = (value: string): Signer['sign'] => {
      const keyed = hmac(hashes[algorithm], secretKey('jwt', value, secretEncoding));
      return (text) => keyed(text, 'base64url');
    };
    return (request) =>
      whenReady(secret(request), (value) =>
        whenReady(hash('sha256', value, 'hex'), (id) => ({ id, sign: authenticate(value) })),
      );
  }
  if (!privateKey) throw mismatch(algorithm, 'privateKey');
  return (request) =>
    whenReady(privateKey(request), (key) =>
      whenReady(idOf(key), (id) => ({ id, sign: (text) => sign(algorithm, key, text, 'base64url') })),
    );
}

function isShared(algorithm: Algorithm): algorithm is SharedAlgorithm {
  return algorithm in hashes;
}

// Working a public key out costs more than signing.
const ids = new WeakMap<PrivateKey, string>();

function idOf(key: PrivateKey): MaybePromise<string> {
  return (
    ids.get(key) ??
    whenReady(publicKeyOf(key), ({ jwk }) =>
      whenReady(hash('sha256', JSON.stringify(jwk), 'base64url'), (id) => {
        ids.set(key, id);
        return id;
      }),
    )
  );
}

function mismatch(algorithm: Algorithm, needed: 'secret' | 'privateKey'): KeyringError {
  const message = `The algorithm ${algorithm} signs with ${needed}: give that, or another algorithm.`;
  return new KeyringError({ code: 'ERR_KEYRING_OPTION', provider: 'jwt', option: 'algorithm', message });
}
