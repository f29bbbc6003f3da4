import { toBase64 } from './base64.js';

/** How a digest is written. */
export type DigestEncoding = 'base64' | 'hex';

/** SHA-256 by WebCrypto. */
export async function subtleSha256(data: string | Uint8Array, encoding: DigestEncoding): Promise<string> {
  return encode(await crypto.subtle.digest('SHA-256', bytesOf(data)), encoding);
}

/** HMAC-SHA-256 by WebCrypto. */
export async function subtleHmac(
  key: Uint8Array,
  message: string,
  encoding: DigestEncoding,
): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', bytesOf(key), algorithm, false, ['sign']);
  return encode(await crypto.subtle.sign('HMAC', imported, bytesOf(message)), encoding);
}

const encoder = new TextEncoder();

// WebCrypto takes no view on a SharedArrayBuffer, so a view's bytes are copied.
function bytesOf(data: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof data === 'string' ? encoder.encode(data) : new Uint8Array(data);
}

function encode(digest: ArrayBuffer, encoding: DigestEncoding): string {
  const bytes = new Uint8Array(digest);
  if (encoding === 'base64') return toBase64(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
