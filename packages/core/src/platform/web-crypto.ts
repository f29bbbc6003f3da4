import { toBase64 } from './base64.js';
import { hostCrypto, lacking } from './host-crypto.js';

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
