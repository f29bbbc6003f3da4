import { createHash, type JsonWebKey, randomUUID } from 'node:crypto';
import { onlyHeader, pathOf, type ReceivedRequest, refuseWith } from '@axios-keyring/testing';
import { readSigned, verifySigned } from './signed.js';

/** Verifies proofs of keys, by RFC 9449, section 4.3. */
export interface Proofs {
  /** @returns The thumbprint of the key. */
  requireProof(request: ReceivedRequest, url: string, token?: string): string;
  bind(token: string, thumbprint: string): void;
  renewNonce(): void;
}

/** @param now - the clock, in milliseconds since 1970 */
export function createProofs(now: () => number): Proofs {
  const bound = new Map<string, string>();
  const used = new Set<unknown>();
  let nonce = randomUUID();
  return {
    bind: (token, thumbprint) => void bound.set(token, thumbprint),
    renewNonce: () => {
      nonce = randomUUID();
    },
    requireProof: (request, url, token) => {
      const refuse = refuserOf(token !== undefined, 'invalid_dpop_proof');
      const proof = onlyHeader(request, 'dpop', refuse);
      const { header, claims } = readSigned(proof, refuse);
      const { jwk } = header;
      if (header.typ !== 'dpop+jwt') throw refuse('The proof is of another type.');
      if (!isKey(jwk) || 'd' in jwk) throw refuse('The proof has no public key.');
      if (!verifySigned(proof, jwk)) throw refuse('The signature of the proof differs.');
      if (claims.htm !== request.method) throw refuse('The proof is for another method.');
      if (String(claims.htu).replace(/^https?:/, '') !== url + pathOf(request.target))
        throw refuse('The proof is for another URL.');
      if (Math.abs(Number(claims.iat) * 1000 - now()) > 60_000) throw refuse('The proof is of another time.');
      if (claims.nonce !== nonce)
        throw refuserOf(token !== undefined, 'use_dpop_nonce', nonce)('The proof lacks the nonce.');
      if (claims.jti === undefined || used.has(claims.jti)) throw refuse('The proof was used before.');
      used.add(claims.jti);
      const thumbprint = sha256(JSON.stringify(membersOf(jwk)));
      if (token === undefined) return thumbprint;
      if (claims.ath !== sha256(token)) throw refuse('The proof is for another token.');
      if (bound.get(token) !== thumbprint) throw refuse('The token is bound to another key.');
      return thumbprint;
    },
  };
}

function refuserOf(isAPI: boolean, error: string, nonce?: string): ReturnType<typeof refuseWith> {
  const headers = nonce === undefined ? undefined : { 'DPoP-Nonce': nonce };
  return isAPI
    ? refuseWith(401, undefined, { 'WWW-Authenticate': `DPoP error="${error}"`, ...headers })
    : refuseWith(400, { error }, headers);
}

function isKey(value: unknown): value is JsonWebKey {
  return typeof value === 'object' && value !== null;
}

// https://www.rfc-editor.org/rfc/rfc7638#section-3
function membersOf({ crv, e, kty, n, x, y }: JsonWebKey): object {
  return { crv, e, kty, n, x, y };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
