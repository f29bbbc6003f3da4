import { hostCrypto, lacking } from './host-crypto.js';

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
