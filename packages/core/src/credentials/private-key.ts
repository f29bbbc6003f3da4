import { fromBase64, toBase64 } from '../platform/base64.js';
import { builtin } from '../platform/builtin.js';
import { parseJSON, property } from '../platform/values.js';
import { archive, asPKCS8, fromSeed, isKeyType, type KeyType, labelOf, pssKeyIn } from './key-forms.js';
import type { KeyObject, webcrypto } from 'node:crypto';

const nodeCrypto = builtin?.('node:crypto');

/** A private key that was read. It holds the secret, and shows nothing of it. */
export class PrivateKey {
  readonly #forNode: KeyObject | undefined;
  #forWeb: Uint8Array | webcrypto.JsonWebKey | undefined;

  constructor(
    readonly type: KeyType,
    key: KeyObject | Uint8Array | webcrypto.JsonWebKey,
  ) {
    if (isKeyObject(key)) this.#forNode = key;
    else this.#forWeb = key;
  }

  /** As Node takes it. */
  get forNode(): KeyObject | undefined {
    return this.#forNode;
  }

  /** As WebCrypto imports it: PKCS #8 in DER, or a JSON Web Key. */
  get forWeb(): Uint8Array | webcrypto.JsonWebKey | undefined {
    return (this.#forWeb ??= this.#forNode?.export({ type: 'pkcs8', format: 'der' }));
  }
}

function isKeyObject(key: object): key is KeyObject {
  return 'asymmetricKeyType' in key;
}

/** Either the key, or what is wrong with the text, as it continues the option's name and without a byte of it. */
export type ReadKey =
  | { readonly key: PrivateKey }
  | {
      readonly problem: string;
      /** Whether another passphrase would help. */
      readonly isEncrypted?: true;
    };

/**
 * Reads a private key as people keep it: PEM of PKCS #1, SEC 1 or PKCS #8 (RFC 7468), encrypted or not, in one line, with `\n` for line
 * breaks, in base64 once more or with something around it; the base64 of such a PEM alone; a JSON Web Key (RFC 7517); or, where
 * an Ed25519 key will do, its 32 bytes in base64, alone or before those of the public key.
 *
 * @param wanted - The types that will do.
 * @param passphrase - Of an encrypted key.
 */
export function readPrivateKey(text: string, wanted: readonly KeyType[], passphrase?: string): ReadKey {
  const written = unwrapped(text);
  const read = written.startsWith('{')
    ? readJWK(written)
    : written.includes(beginning)
      ? readPEM(written, passphrase)
      : readBare(written, wanted, passphrase);
  if ('problem' in read || wanted.includes(read.key.type)) return read;
  const problem = `is a key of the type ${read.key.type}, and ${wanted.join(' or ')} is wanted`;
  return { problem };
}

const beginning = '-----BEGIN ';

// As environment variables and secret managers hand it over.
function unwrapped(text: string): string {
  const plain = text
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .replaceAll(String.raw`\r`, '')
    .replaceAll(String.raw`\n`, '\n')
    .replaceAll('\r', '')
    .trim();
  const bytes = fromBase64(plain.replaceAll(/\s/g, ''));
  const decoded = bytes && new TextDecoder().decode(bytes).trim();
  return decoded !== undefined && (decoded.startsWith('{') || decoded.includes(beginning)) ? decoded : plain;
}

// Other text may stand around: https://www.rfc-editor.org/rfc/rfc7468#section-5.2
function readPEM(text: string, passphrase: string | undefined): ReadKey {
  const labels = Array.from(text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g), ([, label = '']) => label);
  const label = labels.find((found) => found.endsWith('PRIVATE KEY')) ?? labels[0] ?? '';
  const [, from = ''] = text.split(`${beginning}${label}-----`);
  const [inside = '', after] = from.split(`-----END ${label}-----`);
  if (after === undefined) return { problem: 'is cut off: its last line, -----END …, is missing' };
  const [, headers = '', body = inside] = /^\s*((?:[\w-]+: [^\n]*\n)+)(.*)$/s.exec(inside) ?? [];
  const bytes = fromBase64(body.replaceAll(/\s/g, ''));
  if (!bytes) return { problem: 'is damaged: between its first and its last line there is no base64' };
  return readBlock({ label, headers, bytes }, passphrase);
}

/** What one block of PEM holds. */
interface Block {
  readonly label: string;
  readonly headers: string;
  readonly bytes: Uint8Array;
}

function readBlock({ label, headers, bytes }: Block, passphrase: string | undefined): ReadKey {
  const problem = problemOf(label);
  if (problem !== undefined) return { problem };
  const isEncrypted = label === 'ENCRYPTED PRIVATE KEY' || headers.includes('ENCRYPTED');
  if (isEncrypted && passphrase === undefined)
    return { problem: 'is encrypted, and there is no passphrase for it', isEncrypted: true };
  // Node would sign with PSS whatever it was asked for, and WebCrypto imports no such key.
  const forPSS = label === 'PRIVATE KEY' ? pssKeyIn(bytes) : undefined;
  if (forPSS) return readBlock({ label: 'RSA PRIVATE KEY', headers, bytes: forPSS }, passphrase);
  if (nodeCrypto) {
    const lines = toBase64(bytes).replace(/.{1,64}/g, '$&\n');
    const pem = `${beginning}${label}-----\n${headers && `${headers}\n`}${lines}-----END ${label}-----\n`;
    return readOnNode(
      () => nodeCrypto.createPrivateKey({ key: pem, ...(isEncrypted && { passphrase }) }),
      isEncrypted,
    );
  }
  if (isEncrypted) return { problem: 'is encrypted, which is read on Node only' };
  const found = asPKCS8(label, bytes);
  return found ? { key: new PrivateKey(...found) } : { problem: unknownType };
}

function problemOf(label: string): string | undefined {
  if (label.endsWith('PUBLIC KEY')) return 'is a public key, and the private one is wanted';
  if (label === 'CERTIFICATE') return 'is a certificate, and the private key that belongs to it is wanted';
  if (label === 'OPENSSH PRIVATE KEY')
    return 'is in the format of OpenSSH. Write it in PEM with: ssh-keygen -p -m PEM -f FILE';
  if (label === archive)
    return 'is an archive of PKCS #12. Write its key in PEM with: openssl pkcs12 -in FILE -nocerts -nodes';
  return label.endsWith('PRIVATE KEY') ? undefined : 'is in PEM, and there is no private key in it';
}

function readBare(text: string, wanted: readonly KeyType[], passphrase: string | undefined): ReadKey {
  const bytes = fromBase64(text.replaceAll(/\s/g, ''));
  if (bytes && (bytes.length === 32 || bytes.length === 64) && wanted.includes('Ed25519'))
    return readBlock(
      { label: 'PRIVATE KEY', headers: '', bytes: fromSeed(bytes.subarray(0, 32)) },
      passphrase,
    );
  const label = bytes && labelOf(bytes);
  if (bytes && label !== undefined) return readBlock({ label, headers: '', bytes }, passphrase);
  return { problem: 'is no private key in PEM, which begins with -----BEGIN' };
}

function readJWK(text: string): ReadKey {
  const jwk = parseJSON(text);
  if (!isPrivateJWK(jwk))
    return { problem: 'is JSON, but no JSON Web Key with its private part (kty and d)' };
  if (nodeCrypto)
    return readOnNode(() => nodeCrypto.createPrivateKey({ key: { ...jwk }, format: 'jwk' }), false);
  const type = jwk.kty === 'RSA' ? 'RSA' : jwk.crv;
  return isKeyType(type) ? { key: new PrivateKey(type, jwk) } : { problem: unknownType };
}

function isPrivateJWK(value: unknown): value is webcrypto.JsonWebKey {
  return typeof property(value, 'kty') === 'string' && typeof property(value, 'd') === 'string';
}

const unknownType = 'is a key of a type that is not known here: RSA, P-256, P-384 and Ed25519 are';

function readOnNode(create: () => KeyObject, isEncrypted: boolean): ReadKey {
  let key: KeyObject;
  try {
    key = create();
  } catch {
    // What OpenSSL says of it helps nobody, and may quote it.
    return isEncrypted
      ? { problem: 'cannot be decrypted: its passphrase is another one', isEncrypted }
      : { problem: 'is damaged, or of a kind that this Node does not know' };
  }
  const { asymmetricKeyType = '', asymmetricKeyDetails } = key;
  if (asymmetricKeyType === 'rsa-pss') {
    const bytes = key.export({ type: 'pkcs8', format: 'der' });
    return readBlock({ label: 'PRIVATE KEY', headers: '', bytes }, undefined);
  }
  const type = nodeTypes[asymmetricKeyDetails?.namedCurve ?? asymmetricKeyType];
  return type ? { key: new PrivateKey(type, key) } : { problem: unknownType };
}

const nodeTypes: Readonly<Record<string, KeyType>> = {
  rsa: 'RSA',
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  ed25519: 'Ed25519',
};
