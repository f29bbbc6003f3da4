import { createHmac, type KeyObject } from 'node:crypto';
import { deriveKey } from './derive-key.js';

/** Names what lies in Redis, so that nobody without the encryption key can tell or guess whose it is. */
export class KeyNames {
  readonly #prefix: string;
  readonly #key: KeyObject;

  /** @param prefix - How all names begin. */
  constructor(prefix: string, encryptionKey: Uint8Array) {
    this.#prefix = prefix;
    this.#key = deriveKey(encryptionKey, 'names');
  }

  /** Where the text of a key lies. */
  token(key: string): string {
    return `${this.#prefix}:token:${this.#tag(key)}`;
  }

  /** Where the lock of a key lies. */
  lock(key: string): string {
    return `${this.#prefix}:lock:${this.#tag(key)}`;
  }

  // In braces, so that in a cluster both lie on one node, and are lost or moved together.
  // https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
  #tag(key: string): string {
    return `{${createHmac('sha256', this.#key).update(key, 'utf8').digest('hex')}}`;
  }
}
