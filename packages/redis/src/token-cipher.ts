import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { deriveKey } from './derive-key.js';

// 96 bits, and random: right for up to 2^32 texts of one key (NIST SP 800-38D, section 8.3).
// https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-38d.pdf
const ivLength = 12;
const tagLength = 16;
const version = 1;

/** Encrypts texts with AES-256-GCM. What was changed, or moved to another name, is not read. */
export class TokenCipher {
  readonly #key: KeyObject;

  constructor(encryptionKey: Uint8Array) {
    this.#key = deriveKey(encryptionKey, 'encryption');
  }

  /**
   * The text as it may lie in Redis: a version byte, the initialization vector, the tag and the ciphertext, in
   * base64url.
   *
   * @param name - The name in Redis; the text can be read back under this one only.
   */
  encrypt(name: string, text: string): string {
    const iv = randomBytes(ivLength);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv, { authTagLength: tagLength });
    cipher.setAAD(header(name));
    const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), encrypted]).toString('base64url');
  }

  /** The text, or `undefined` if this key did not encrypt it under this name. */
  decrypt(name: string, stored: string): string | undefined {
    const bytes = Buffer.from(stored, 'base64url');
    // Node's decoder passes over what is no base64url: https://nodejs.org/api/buffer.html#buffers-and-character-encodings
    if (bytes.toString('base64url') !== stored) return undefined;
    const start = 1 + ivLength + tagLength;
    if (bytes[0] !== version || bytes.length < start) return undefined;
    const iv = bytes.subarray(1, 1 + ivLength);
    const decipher = createDecipheriv('aes-256-gcm', this.#key, iv, { authTagLength: tagLength });
    decipher.setAAD(header(name));
    decipher.setAuthTag(bytes.subarray(1 + ivLength, start));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(start)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}

function header(name: string): Buffer {
  return Buffer.concat([Buffer.of(version), Buffer.from(name, 'utf8')]);
}
