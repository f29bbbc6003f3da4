import { type MaybePromise } from '../contract/wire-request.js';
import { toBase64, toBase64URL } from './base64.js';
import { builtin } from './builtin.js';
import { KeyringError } from './errors.js';
import { md5 } from './md5.js';
import type { webcrypto } from 'node:crypto';

/** `node:crypto` where there is one: for small messages it is about twelve times faster than WebCrypto. */
const nodeCrypto = builtin?.('node:crypto');

/** Hashes in one call, which costs half as much for small messages; Node has it since 20.12. */
const hashAtOnce = nodeCrypto?.hash;

/** The hashes that APIs ask for, as OpenSSL names them. MD5 and SHA-1 are for schemes that demand them, and for nothing new. */
export type HashAlgorithm = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512' | 'sha512-256';

/** How bytes are written as text. */
export type TextEncoding = 'base64' | 'base64url' | 'hex';

/**
 * The hash of bytes, or of a text's UTF-8 bytes (FIPS 180-4; MD5: RFC 1321). At once on Node, a promise elsewhere.
 *
 * @throws KeyringError `ERR_KEYRING_SURROUNDINGS` for SHA-512/256 where there is only WebCrypto, which has none.
 */
export function hash(
  algorithm: HashAlgorithm,
  data: string | Uint8Array,
  encoding: 'bytes',
): MaybePromise<Uint8Array>;
export function hash(
  algorithm: HashAlgorithm,
  data: string | Uint8Array,
  encoding: TextEncoding,
): MaybePromise<string>;
export function hash(
  algorithm: HashAlgorithm,
  data: string | Uint8Array,
  encoding: TextEncoding | 'bytes',
): MaybePromise<string | Uint8Array> {
  if (hashAtOnce) return hashAtOnce(algorithm, data, encoding === 'bytes' ? 'buffer' : encoding);
  if (nodeCrypto) return inForm(nodeCrypto.createHash(algorithm).update(data).digest(), encoding);
  if (algorithm === 'md5') return Promise.resolve(inForm(md5(bytesOf(data)), encoding));
  return subtleHash(algorithm, data).then((digest) => inForm(digest, encoding));
}

/** Authenticates a message with a key that it was made for: bytes, or a text's UTF-8 bytes. */
export interface MessageAuthentication {
  (message: string | Uint8Array, encoding: 'bytes'): MaybePromise<Uint8Array>;
  (message: string | Uint8Array, encoding: TextEncoding): MaybePromise<string>;
}

type Authenticate = (
  message: string | Uint8Array,
  encoding: TextEncoding | 'bytes',
) => MaybePromise<string | Uint8Array>;

/**
 * HMAC (RFC 2104) with a key, which is prepared once for all messages. At once on Node, a promise elsewhere.
 *
 * @param key - A text stands for its UTF-8 bytes. Bytes are not copied where they are no more than a block of the hash; they
 * have to stay as they are.
 * @throws KeyringError `ERR_KEYRING_SURROUNDINGS` for MD5 and SHA-512/256 where there is only WebCrypto, which has none.
 */
export function hmac(algorithm: HashAlgorithm, key: string | Uint8Array): MessageAuthentication {
  return overloaded(authenticator(algorithm, typeof key === 'string' ? bytesOf(key) : key));
}

// What is asked for bytes answers bytes, which is said once, here.
function overloaded(authenticate: Authenticate): MessageAuthentication {
  function call(message: string | Uint8Array, encoding: 'bytes'): MaybePromise<Uint8Array>;
  function call(message: string | Uint8Array, encoding: TextEncoding): MaybePromise<string>;
  function call(message: string | Uint8Array, encoding: TextEncoding | 'bytes'): unknown {
    return authenticate(message, encoding);
  }
  return call;
}

function authenticator(algorithm: HashAlgorithm, key: Uint8Array): Authenticate {
  const node = nodeCrypto;
  if (!node) {
    return (message, encoding) =>
      subtleHmac(algorithm, key, message).then((signature) => inForm(signature, encoding));
  }
  const byObject: Authenticate = (message, encoding) =>
    inForm(node.createHmac(algorithm, key).update(message).digest(), encoding);
  if (!hashAtOnce) return byObject;
  // To prepare costs more than one signature, and a key that is derived often makes no other.
  let current: Authenticate = (message, encoding) => {
    current = (...later) => {
      current = byTwoHashes(hashAtOnce, algorithm, key, byObject);
      return current(...later);
    };
    return byObject(message, encoding);
  };
  return (message, encoding) => current(message, encoding);
}

/** What is kept for a message, in bytes. What a header signs is far shorter. */
const messageSize = 4_096;

/** No character of UTF-16 takes more bytes in UTF-8. */
const longestCharacter = 3;

// Node's Hmac objects cost thrice what the hashing itself does; for a short message, that is most of a signature.
// https://www.rfc-editor.org/rfc/rfc2104#section-2
function byTwoHashes(
  hashOf: NonNullable<typeof hashAtOnce>,
  algorithm: HashAlgorithm,
  key: Uint8Array,
  otherwise: Authenticate,
): Authenticate {
  // FIPS 180-4, section 1: those of 64-bit words have twice the block.
  const blockSize = /^sha(384|512)/.test(algorithm) ? 128 : 64;
  const block = Buffer.alloc(blockSize);
  block.set(key.length > blockSize ? hashOf(algorithm, key, 'buffer') : key);
  const digestSize = hashOf(algorithm, '', 'buffer').length;
  const inner = Buffer.alloc(blockSize + messageSize);
  const outer = Buffer.alloc(blockSize + digestSize);
  inner.set(block.map((byte) => byte ^ 0x36));
  outer.set(block.map((byte) => byte ^ 0x5c));
  return (message, encoding) => {
    if (typeof message !== 'string' || message.length * longestCharacter > messageSize)
      return otherwise(message, encoding);
    const end = blockSize + inner.write(message, blockSize);
    outer.write(hashOf(algorithm, inner.subarray(0, end), 'binary'), blockSize, 'binary');
    return hashOf(algorithm, outer, encoding === 'bytes' ? 'buffer' : encoding);
  };
}

// https://w3c.github.io/webcrypto/#algorithm-overview
const subtleNames: Readonly<Partial<Record<HashAlgorithm, string>>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

/** What WebCrypto calls a hash. */
export function subtleName(algorithm: HashAlgorithm): string {
  const name = subtleNames[algorithm];
  if (name !== undefined) return name;
  const what = algorithm === 'md5' ? 'HMAC with MD5' : 'SHA-512/256';
  throw lacking(what, 'this scheme works on Node only');
}

async function subtleHash(algorithm: HashAlgorithm, data: string | Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await webCrypto().digest(subtleName(algorithm), bytesOf(data)));
}

async function subtleHmac(
  algorithm: HashAlgorithm,
  key: Uint8Array,
  message: string | Uint8Array,
): Promise<Uint8Array> {
  const parameters = { name: 'HMAC', hash: subtleName(algorithm) };
  const subtle = webCrypto();
  // It takes no key without bytes; the algorithm fills one up with zeros.
  const bytes = key.length === 0 ? new Uint8Array(1) : bytesOf(key);
  const imported = await subtle.importKey('raw', bytes, parameters, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', imported, bytesOf(message)));
}

// https://w3c.github.io/webcrypto/#crypto-interface has it in secure contexts only.
/** WebCrypto, where there is no node:crypto. */
export function webCrypto(): webcrypto.SubtleCrypto {
  const { subtle } = hostCrypto();
  if (subtle) return subtle;
  const remedy =
    'A page has it over https and on localhost only: serve it so, or send the request from your server';
  throw lacking('crypto.subtle', `nothing can be signed. ${remedy}`);
}

// Written so for users' compilers: before TypeScript 5.7 Uint8Array has no type parameter, and without lib.dom TextEncoder is no type.
/** What WebCrypto takes. */
export type OwnBytes = ReturnType<InstanceType<typeof TextEncoder>['encode']>;

// WebCrypto takes no view on a SharedArrayBuffer, so a view's bytes are copied.
/** Bytes of their own. */
export function bytesOf(data: string | Uint8Array): OwnBytes {
  return typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data);
}

/** Bytes as they are asked for. */
export function inForm(bytes: Uint8Array, encoding: TextEncoding | 'bytes'): string | Uint8Array {
  if (encoding === 'bytes') return bytes;
  if (encoding === 'hex') return hexOf(bytes);
  return encoding === 'base64' ? toBase64(bytes) : toBase64URL(bytes);
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * A random id, as RFC 9562 has it in version 4. Pages over plain http lack `crypto.randomUUID`.
 *
 * @throws KeyringError `ERR_KEYRING_SURROUNDINGS` where there are no random numbers.
 */
export function randomId(): string {
  const host = hostCrypto();
  if (host.randomUUID) return crypto.randomUUID();
  const bytes = host.getRandomValues?.(new Uint8Array(16));
  if (!bytes) throw lacking('crypto.getRandomValues', 'no random id can be made. Load a polyfill of it');
  const [version = 0, variant = 0] = [bytes[6], bytes[8]];
  bytes[6] = (version & 0x0f) | 0x40;
  bytes[8] = (variant & 0x3f) | 0x80;
  return hexOf(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** What there is of WebCrypto. */
function hostCrypto(): Partial<Crypto> {
  const host: { crypto?: Partial<Crypto> } = globalThis;
  return host.crypto ?? {};
}

function lacking(what: string, consequence: string): KeyringError {
  const message = `There is no ${what} here, so ${consequence}.`;
  return new KeyringError({ code: 'ERR_KEYRING_SURROUNDINGS', message });
}
