import { type MaybePromise } from '../contract/wire-request.js';
import { toBase64 } from './base64.js';
import { builtin } from './builtin.js';
import { KeyringError } from './errors.js';

/** `node:crypto` where there is one: for small messages it is about twelve times faster than WebCrypto. */
const nodeCrypto = builtin?.('node:crypto');

/** Hashes in one call, which costs half as much for small messages; Node has it since 20.12. */
const hashAtOnce = nodeCrypto?.hash;

/** How a digest is written. */
export type DigestEncoding = 'base64' | 'hex';

/** SHA-256 (FIPS 180-4) of bytes, or of a text's UTF-8 bytes. At once on Node, a promise elsewhere. */
export function sha256(data: string | Uint8Array, encoding: DigestEncoding): MaybePromise<string> {
  if (hashAtOnce) return hashAtOnce('sha256', data, encoding);
  if (nodeCrypto) return nodeCrypto.createHash('sha256').update(data).digest(encoding);
  return subtleSha256(data, encoding);
}

/** Authenticates a message with a key that it was made for: a text's UTF-8 bytes. */
export type MessageAuthentication = (message: string, encoding: DigestEncoding) => MaybePromise<string>;

/**
 * HMAC-SHA-256 (RFC 2104) with a key, which is prepared once for all messages. At once on Node, a promise elsewhere.
 *
 * @param key - Is not copied where it is no longer than a block of 64 bytes; it has to stay as it is.
 */
export function hmacSha256(key: Uint8Array): MessageAuthentication {
  const node = nodeCrypto;
  if (!node) return (message, encoding) => subtleHmac(key, message, encoding);
  const byObject: MessageAuthentication = (message, encoding) =>
    node.createHmac('sha256', key).update(message).digest(encoding);
  return hashAtOnce ? byTwoHashes(hashAtOnce, key, byObject) : byObject;
}

/** In bytes: that of SHA-256, and what is kept for a message. What a header signs is far shorter. */
const blockSize = 64;
const digestSize = 32;
const messageSize = 4_096;

/** No character of UTF-16 takes more bytes in UTF-8. */
const longestCharacter = 3;

// Node's Hmac objects cost thrice what the hashing itself does; for a short message, that is most of a signature.
// https://www.rfc-editor.org/rfc/rfc2104#section-2
function byTwoHashes(
  hash: NonNullable<typeof hashAtOnce>,
  key: Uint8Array,
  otherwise: MessageAuthentication,
): MessageAuthentication {
  const block = Buffer.alloc(blockSize);
  block.set(key.length > blockSize ? hash('sha256', key, 'buffer') : key);
  const inner = Buffer.alloc(blockSize + messageSize);
  const outer = Buffer.alloc(blockSize + digestSize);
  inner.set(block.map((byte) => byte ^ 0x36));
  outer.set(block.map((byte) => byte ^ 0x5c));
  return (message, encoding) => {
    if (message.length * longestCharacter > messageSize) return otherwise(message, encoding);
    const end = blockSize + inner.write(message, blockSize);
    outer.write(hash('sha256', inner.subarray(0, end), 'binary'), blockSize, 'binary');
    return hash('sha256', outer, encoding);
  };
}

async function subtleSha256(data: string | Uint8Array, encoding: DigestEncoding): Promise<string> {
  return encode(await webCrypto().digest('SHA-256', bytesOf(data)), encoding);
}

async function subtleHmac(key: Uint8Array, message: string, encoding: DigestEncoding): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const subtle = webCrypto();
  const imported = await subtle.importKey('raw', bytesOf(key), algorithm, false, ['sign']);
  return encode(await subtle.sign('HMAC', imported, bytesOf(message)), encoding);
}

// https://w3c.github.io/webcrypto/#crypto-interface has it in secure contexts only.
function webCrypto(): SubtleCrypto {
  const { subtle } = hostCrypto();
  if (subtle) return subtle;
  const remedy =
    'A page has it over https and on localhost only: serve it so, or send the request from your server';
  throw lacking('crypto.subtle', `nothing can be signed. ${remedy}`);
}

// WebCrypto takes no view on a SharedArrayBuffer, so a view's bytes are copied.
function bytesOf(data: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data);
}

function encode(digest: ArrayBuffer, encoding: DigestEncoding): string {
  const bytes = new Uint8Array(digest);
  return encoding === 'base64' ? toBase64(bytes) : hexOf(bytes);
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
