import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

// 96 bits, and random: right for up to 2^32 texts of one key (NIST SP 800-38D, section 8.3).
// https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-38d.pdf
const ivLength = 12;
const tagLength = 16;
const version = 1;

/**
 * What belongs to one encryption key: names in Redis, of which nobody without the key can tell or guess whose they are,
 * and texts, which are encrypted with AES-256-GCM. What was changed, or moved to another name, is not read.
 */
export class Compartment {
  readonly #prefix: string;
  readonly #nameKey: KeyObject;
  readonly #textKey: KeyObject;

  /** @param prefix - How all names begin. */
  constructor(encryptionKey: Uint8Array, prefix: string) {
    this.#prefix = prefix;
    this.#nameKey = deriveKey(encryptionKey, 'names');
    this.#textKey = deriveKey(encryptionKey, 'encryption');
  }

  /** Where what belongs to a key lies. */
  name(what: 'token' | 'lock', key: string): string {
    const tag = createHmac('sha256', this.#nameKey).update(key, 'utf8').digest('hex');
    // In braces, so that in a cluster both lie on one node, and are lost or moved together.
    // https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
    return `${this.#prefix}:${what}:{${tag}}`;
  }

  /**
   * The text as it may lie in Redis: a version byte, the initialization vector, the tag and the ciphertext, in
   * base64url.
   *
   * @param name - The name in Redis; the text can be read back under this one only.
   */
  encrypt(name: string, text: string): string {
    const iv = randomBytes(ivLength);
    const cipher = createCipheriv('aes-256-gcm', this.#textKey, iv, { authTagLength: tagLength });
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
    const decipher = createDecipheriv('aes-256-gcm', this.#textKey, iv, { authTagLength: tagLength });
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

// A key for one purpose, so that what one purpose shows of it says nothing about the others. HKDF with SHA-256, RFC 5869;
// the encryption key is random already, so it needs no salt (section 3.1): https://www.rfc-editor.org/rfc/rfc5869
function deriveKey(encryptionKey: Uint8Array, purpose: string): KeyObject {
  const bytes = hkdfSync('sha256', encryptionKey, '', `axios-keyring redis v1 ${purpose}`, 32);
  return createSecretKey(Buffer.from(bytes));
}
