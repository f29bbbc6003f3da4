/** Standard base64 with padding (RFC 4648, section 4) of bytes, or of a text's UTF-8 bytes. */
export function toBase64(data: string | Uint8Array): string {
  if (typeof Buffer === 'function') {
    return typeof data === 'string'
      ? Buffer.from(data, 'utf8').toString('base64')
      : Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
  }
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The same for URLs and without padding (RFC 4648, section 5; RFC 7515, section 2). */
export function toBase64URL(data: string | Uint8Array): string {
  return toBase64(data).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * The bytes of standard base64, or `undefined` where the text is not base64. Strict, because Node's decoder
 * passes over what it does not know and would turn a mistyped key into another key.
 */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  if (typeof Buffer === 'function') return Buffer.from(text, 'base64');
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
