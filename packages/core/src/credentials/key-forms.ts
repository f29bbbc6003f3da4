import { type DERValue, readDER, writeDER } from '../platform/der.js';

/** What a private key is for. */
export type KeyType = 'RSA' | 'P-256' | 'P-384' | 'Ed25519';

// Object identifiers in DER: RFC 8017, appendix A.1; RFC 5480, section 2.1.1; RFC 8410, section 3.
const identifiers: Readonly<Record<KeyType, readonly number[]>> = {
  RSA: [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01],
  'P-256': [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
  'P-384': [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22],
  Ed25519: [0x06, 0x03, 0x2b, 0x65, 0x70],
};
const ecPublicKey = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const pss = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];

const types = ['RSA', 'P-256', 'P-384', 'Ed25519'] as const;

/** Whether something names a type of key. */
export function isKeyType(type: unknown): type is KeyType {
  return types.some((known) => known === type);
}

/** What an archive of PKCS #12 is called here: it has no label in PEM. */
export const archive = 'PKCS12';

/** The label in PEM of what DER holds, by what that begins with; `undefined` if it is none of these. */
export function labelOf(bytes: Uint8Array): string | undefined {
  const [first, second] = partsOf(bytes);
  if (first?.tag === 0x02 && first.content[0] === 0x03) return archive;
  return first && second && labels.find(([, ...tags]) => tags.join() === [first.tag, second.tag].join())?.[0];
}

const labels: readonly (readonly [string, number, number])[] = [
  ['PRIVATE KEY', 0x02, 0x30],
  ['RSA PRIVATE KEY', 0x02, 0x02],
  ['EC PRIVATE KEY', 0x02, 0x04],
  ['ENCRYPTED PRIVATE KEY', 0x30, 0x04],
  ['PUBLIC KEY', 0x30, 0x03],
  ['CERTIFICATE', 0x30, 0x30],
];

/** The values in the sequence that each of these forms is. */
function partsOf(bytes: Uint8Array): readonly DERValue[] {
  const [sequence] = readDER(bytes);
  return sequence?.tag === 0x30 ? readDER(sequence.content) : [];
}

/** The key of PKCS #1 in one of PKCS #8 that says it is for PSS alone; `undefined` of any other. */
export function pssKeyIn(pkcs8: Uint8Array): Uint8Array | undefined {
  const [, algorithm, key] = partsOf(pkcs8);
  return algorithm && includes(algorithm.content, pss) ? key?.content : undefined;
}

/** The 32 bytes that an Ed25519 key is, in PKCS #8 (RFC 8410, section 7). */
export function fromSeed(seed: Uint8Array): Uint8Array {
  return pkcs8(identifiers.Ed25519, writeDER(0x04, seed));
}

/**
 * A key in DER as WebCrypto imports it, which is in PKCS #8 only: the older forms are what stands inside of that (RFC 5958).
 * `undefined` if it is of no type that is known here.
 *
 * @param label - That of the form, in PEM.
 */
export function asPKCS8(label: string, bytes: Uint8Array): readonly [KeyType, Uint8Array] | undefined {
  // An algorithm is named near the beginning, a curve in SEC 1 at the end.
  const type =
    label === 'RSA PRIVATE KEY' ? 'RSA' : types.find((known) => includes(bytes, identifiers[known]));
  if (!type) return undefined;
  if (label === 'PRIVATE KEY') return [type, bytes];
  const identifier = identifiers[type];
  const algorithm = type === 'RSA' ? [...identifier, 0x05, 0x00] : [...ecPublicKey, ...identifier];
  return [type, pkcs8(algorithm, bytes)];
}

function pkcs8(algorithm: ArrayLike<number>, key: Uint8Array): Uint8Array {
  return writeDER(0x30, [0x02, 0x01, 0x00, ...writeDER(0x30, algorithm), ...writeDER(0x04, key)]);
}

function includes(bytes: Uint8Array, searched: readonly number[]): boolean {
  return bytes.some((_, start) => searched.every((byte, index) => bytes[start + index] === byte));
}
