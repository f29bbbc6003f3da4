import { KeyNames } from './key-names.js';
import { TokenCipher } from './token-cipher.js';

/** What belongs to one encryption key: its names in Redis, and what it encrypts under them. */
export interface Compartment {
  readonly names: KeyNames;
  readonly cipher: TokenCipher;
}

/** The compartment of an encryption key. */
export function compartmentOf(encryptionKey: Uint8Array, prefix: string): Compartment {
  return { names: new KeyNames(prefix, encryptionKey), cipher: new TokenCipher(encryptionKey) };
}
