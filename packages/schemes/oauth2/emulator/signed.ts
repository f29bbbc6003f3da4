import { constants, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { type Refuse } from '@axios-keyring/testing';

type Members = Readonly<Record<string, unknown>>;

/** A JSON Web Token, taken apart. */
export interface SignedParts {
  readonly header: Members;
  readonly claims: Members;
  readonly signed: string;
  readonly signature: Buffer;
}

/** Takes a JSON Web Token apart, and refuses what is none. */
export function readSigned(token: string, refuse: Refuse): SignedParts {
  const [header = '', claims = '', signature = '', ...more] = token.split('.');
  if (signature === '' || more.length > 0) throw refuse('A JSON Web Token does not have three parts.');
  return {
    ...{ header: membersOf(header, refuse), claims: membersOf(claims, refuse) },
    ...{ signed: `${header}.${claims}`, signature: Buffer.from(signature, 'base64url') },
  };
}

function membersOf(part: string, refuse: Refuse): Members {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    throw refuse('A part of a JSON Web Token is no JSON.');
  }
}

/** Whether a key has signed it; the key is PEM, or a JSON Web Key. */
export function verifySigned(token: string, key: string | JsonWebKey): boolean {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const { alg } = membersOf(header, (sentence) => {
    throw new Error(sentence);
  });
  if (typeof alg !== 'string' || !/^([RPE]S\d{3}|EdDSA)$/.test(alg)) return false;
  const publicKey: KeyObject =
    typeof key === 'string' ? createPublicKey(key) : createPublicKey({ key, format: 'jwk' });
  return verify(
    alg === 'EdDSA' ? null : `sha${alg.slice(2)}`,
    Buffer.from(`${header}.${claims}`),
    {
      key: publicKey,
      dsaEncoding: 'ieee-p1363',
      ...(alg.startsWith('PS') && {
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      }),
    },
    Buffer.from(signature, 'base64url'),
  );
}
