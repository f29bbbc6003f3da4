import { KeyringError } from './errors.js';
import { builtin } from './builtin.js';
import { toBase64 } from './base64.js';

/** What there is of WebCrypto. */
export function hostCrypto(): Partial<Crypto> {
  const host: { crypto?: Partial<Crypto> } = globalThis;
  return host.crypto ?? {};
}

/** @param consequence - What cannot be done, and what to do about it. */
export function lacking(what: string, consequence: string): KeyringError {
  const message = `There is no ${what} here, so ${consequence}.`;
  return new KeyringError({ code: 'ERR_KEYRING_SURROUNDINGS', message });
}

/** `node:crypto` where there is one: for small messages it is about twelve times faster than WebCrypto. */
export const nodeCrypto = builtin?.('node:crypto');

/** Hashes in one call, which costs half as much for small messages; Node has it since 20.12. */
export const hashAtOnce = nodeCrypto?.hash;

/** How a digest is written. */
export type DigestEncoding = 'base64' | 'hex';

/** SHA-256 by WebCrypto. */
export async function subtleSha256(data: string | Uint8Array, encoding: DigestEncoding): Promise<string> {
  return encode(await webCrypto().digest('SHA-256', bytesOf(data)), encoding);
}

/** HMAC-SHA-256 by WebCrypto. */
export async function subtleHmac(
  key: Uint8Array,
  message: string,
  encoding: DigestEncoding,
): Promise<string> {
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
  if (encoding === 'base64') return toBase64(bytes);
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
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
