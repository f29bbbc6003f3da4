import {
  hash,
  type MaybePromise,
  type PrivateKey,
  publicKeyOf,
  randomId,
  sign,
  type SignatureAlgorithm,
  signWebToken,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';

/** What the server is told of a key. */
export interface KnownKey {
  readonly jwk: object;
  /** RFC 7638 */
  readonly thumbprint: string;
}

// Working a public key out costs more than signing.
const known = new WeakMap<PrivateKey, KnownKey>();

/** The public key of a private one, worked out once. */
export function knownKey(key: PrivateKey): MaybePromise<KnownKey> {
  return (
    known.get(key) ??
    whenReady(publicKeyOf(key), ({ jwk }) =>
      whenReady(hash('sha256', JSON.stringify(jwk), 'base64url'), (thumbprint) => {
        const facts = { jwk, thumbprint };
        known.set(key, facts);
        return facts;
      }),
    )
  );
}

const usual = { RSA: 'RS256', 'P-256': 'ES256', 'P-384': 'ES384', Ed25519: 'EdDSA' } as const;

/** The algorithm that a key signs with. */
export function algorithmOf({ type }: PrivateKey, pss = false): SignatureAlgorithm {
  return type === 'RSA' && pss ? 'PS256' : usual[type];
}

/** How long an assertion is valid, in seconds. Some servers take none that is valid for longer. */
const assertionLife = 60;

/**
 * The claims of an assertion, new for each use.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc7523#section-3
 */
export function assertionClaims(
  request: WireRequest,
  parties: { readonly iss: string | undefined; readonly sub: string | undefined; readonly aud: string },
): object {
  const now = Math.floor(request.now() / 1000);
  return { ...parties, jti: randomId(), iat: now, exp: now + assertionLife };
}

/** A JSON Web Token that a private key signs. */
export function signedByKey(
  key: PrivateKey,
  header: { readonly kid?: string | undefined; readonly pss?: boolean; readonly [more: string]: unknown },
  claims: object,
): MaybePromise<string> {
  const { pss, ...more } = header;
  const alg = algorithmOf(key, pss);
  return signWebToken({ alg, ...more }, claims, (signed) => sign(alg, key, signed, 'base64url'));
}
