import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/**
 * A key for one purpose, so that what one purpose shows of it says nothing about the others.
 * HKDF with SHA-256, RFC 5869; the encryption key is random already, so it needs no salt (section 3.1):
 * https://www.rfc-editor.org/rfc/rfc5869
 *
 * @param purpose - Different for every use.
 */
export function deriveKey(encryptionKey: Uint8Array, purpose: string): KeyObject {
  const bytes = hkdfSync('sha256', encryptionKey, '', `axios-keyring redis v1 ${purpose}`, 32);
  return createSecretKey(Buffer.from(bytes));
}
