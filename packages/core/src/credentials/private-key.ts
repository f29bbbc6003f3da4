import { fromBase64 } from '../platform/base64.js';
import { builtin } from '../platform/builtin.js';
import { parseJSON, property } from '../platform/values.js';
import { type KeyObject } from 'node:crypto';

const nodeCrypto = builtin?.('node:crypto');

/** What a private key is for. */
export type KeyType = 'RSA' | 'P-256' | 'P-384' | 'Ed25519';

/** A private key that was read. It holds the secret, and shows nothing of it. */
export class PrivateKey {
  readonly #forNode: KeyObject | undefined;
  readonly #forWeb: Uint8Array | JsonWebKey | undefined;

  constructor(
    readonly type: KeyType,
    key: KeyObject | Uint8Array | JsonWebKey,
  ) {
    if (isKeyObject(key)) this.#forNode = key;
    else this.#forWeb = key;
  }

  /** As Node takes it. */
  get forNode(): KeyObject | undefined {
    return this.#forNode;
  }

  /** As WebCrypto imports it: PKCS #8 in DER, or a JSON Web Key. */
  get forWeb(): Uint8Array | JsonWebKey | undefined {
    return this.#forWeb;
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
      /** Whether a passphrase would help. */
      readonly isEncrypted?: true;
    };

/**
 * Reads a private key: PEM of PKCS #1, SEC 1 or PKCS #8 (RFC 7468) as people keep it, in one line, with `\n` for line breaks or in
 * base64 once more, encrypted or not; or a JSON Web Key (RFC 7517).
 *
 * @param wanted - The types that will do.
 * @param passphrase - Of an encrypted key.
 */
export function readPrivateKey(text: string, wanted: readonly KeyType[], passphrase?: string): ReadKey {
  const written = unwrapped(text);
  const read = written.startsWith('{') ? readJWK(written) : readPEM(written, passphrase);
  if ('problem' in read || wanted.includes(read.key.type)) return read;
  const problem = `is a key of the type ${read.key.type}, and ${wanted.join(' or ')} is wanted`;
  return { problem };
}

// As environment variables and secret managers hand it over.
function unwrapped(text: string): string {
  const plain = text
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .replaceAll(String.raw`\r`, '')
    .replaceAll(String.raw`\n`, '\n')
    .replaceAll('\r', '')
    .trim();
  if (/^(-----BEGIN|\{)/.test(plain)) return plain;
  const bytes = fromBase64(plain.replaceAll(/\s/g, ''));
  const decoded = bytes && new TextDecoder().decode(bytes).trim();
  return decoded?.startsWith('-----BEGIN') ? decoded : plain;
}

const block = /^-----BEGIN ([A-Z0-9 ]+)-----(.*?)(?:-----END \1-----|$)/s;

function readPEM(text: string, passphrase: string | undefined): ReadKey {
  const [whole, label = '', inside = ''] = block.exec(text) ?? [];
  if (whole === undefined) return { problem: 'is no private key in PEM, which begins with -----BEGIN' };
  if (!whole.endsWith(`-----END ${label}-----`))
    return { problem: 'is cut off: its last line, -----END …, is missing' };
  const other = others[label];
  if (other !== undefined) return { problem: other };
  const [, headers = '', body = inside] = /^\s*((?:[\w-]+: [^\n]*\n)+)(.*)$/s.exec(inside) ?? [];
  const bytes = fromBase64(body.replaceAll(/\s/g, ''));
  if (!bytes) return { problem: 'is damaged: between its first and its last line there is no base64' };
  const isEncrypted = label === 'ENCRYPTED PRIVATE KEY' || headers.includes('ENCRYPTED');
  if (isEncrypted && passphrase === undefined)
    return { problem: 'is encrypted, and there is no passphrase for it', isEncrypted: true };
  if (nodeCrypto) {
    const lines = body.replaceAll(/\s/g, '').replace(/.{1,64}/g, '$&\n');
    const pem = `-----BEGIN ${label}-----\n${headers && `${headers}\n`}${lines}-----END ${label}-----\n`;
    return readOnNode(
      () => nodeCrypto.createPrivateKey({ key: pem, ...(isEncrypted && { passphrase }) }),
      isEncrypted,
    );
  }
  if (isEncrypted) return { problem: 'is encrypted, which is read on Node only' };
  return readDER(label, bytes);
}

const others: Readonly<Record<string, string>> = {
  'PUBLIC KEY': 'is a public key, and the private one is wanted',
  'RSA PUBLIC KEY': 'is a public key, and the private one is wanted',
  CERTIFICATE: 'is a certificate, and the private key that belongs to it is wanted',
  'CERTIFICATE REQUEST': 'is a certificate request, and the private key that belongs to it is wanted',
  'OPENSSH PRIVATE KEY': 'is in the format of OpenSSH. Write it in PEM with: ssh-keygen -p -m PEM -f FILE',
  'EC PARAMETERS': 'begins with EC PARAMETERS. Leave that block out: openssl ec -in FILE',
};

function readJWK(text: string): ReadKey {
  const jwk = parseJSON(text);
  if (!isPrivateJWK(jwk))
    return { problem: 'is JSON, but no JSON Web Key with its private part (kty and d)' };
  if (nodeCrypto)
    return readOnNode(() => nodeCrypto.createPrivateKey({ key: { ...jwk }, format: 'jwk' }), false);
  const type = jwk.kty === 'RSA' ? 'RSA' : jwk.crv;
  return isKeyType(type) ? { key: new PrivateKey(type, jwk) } : { problem: unknownType };
}

function isPrivateJWK(value: unknown): value is JsonWebKey {
  return typeof property(value, 'kty') === 'string' && typeof property(value, 'd') === 'string';
}

const unknownType = 'is a key of a type that is not known here: RSA, P-256, P-384 and Ed25519 are';

function isKeyType(type: unknown): type is KeyType {
  return type === 'RSA' || type === 'P-256' || type === 'P-384' || type === 'Ed25519';
}

function readOnNode(create: () => KeyObject, isEncrypted: boolean): ReadKey {
  let key: KeyObject;
  try {
    key = create();
  } catch {
    // What OpenSSL says of it helps nobody, and may quote it.
    return {
      problem: isEncrypted
        ? 'cannot be decrypted: its passphrase is another one'
        : 'is damaged, or of a kind that this Node does not know',
    };
  }
  const { asymmetricKeyType = '', asymmetricKeyDetails } = key;
  const type = nodeTypes[asymmetricKeyDetails?.namedCurve ?? asymmetricKeyType];
  return type ? { key: new PrivateKey(type, key) } : { problem: unknownType };
}

const nodeTypes: Readonly<Record<string, KeyType>> = {
  rsa: 'RSA',
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  ed25519: 'Ed25519',
};

// Object identifiers in DER: RFC 8017, appendix A.1; RFC 5480, section 2.1.1; RFC 8410, section 3.
const identifiers: readonly (readonly [KeyType, readonly number[]])[] = [
  ['RSA', [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]],
  ['P-256', [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]],
  ['P-384', [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22]],
  ['Ed25519', [0x06, 0x03, 0x2b, 0x65, 0x70]],
];

/** For WebCrypto, which imports PKCS #8 only: the older forms are what stands inside of that (RFC 5958). */
function readDER(label: string, bytes: Uint8Array): ReadKey {
  const type = label === 'RSA PRIVATE KEY' ? 'RSA' : typeIn(bytes);
  if (!type) return { problem: unknownType };
  if (label === 'PRIVATE KEY') return { key: new PrivateKey(type, bytes) };
  const identifier = identifiers.find(([name]) => name === type)?.[1] ?? [];
  const ecPublicKey = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
  const algorithm = type === 'RSA' ? [...identifier, 0x05, 0x00] : [...ecPublicKey, ...identifier];
  return {
    key: new PrivateKey(type, der(0x30, [0x02, 0x01, 0x00, ...der(0x30, algorithm), ...der(0x04, bytes)])),
  };
}

function typeIn(bytes: Uint8Array): KeyType | undefined {
  // An algorithm is named near the beginning, a curve in SEC 1 at the end.
  return identifiers.find(([, identifier]) =>
    bytes.some((_, start) => identifier.every((byte, index) => bytes[start + index] === byte)),
  )?.[0];
}

function der(tag: number, content: ArrayLike<number>): Uint8Array {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...size, ...Array.from(content)]);
}
