import { type TokenStore } from '@axios-keyring/core';
import { compartmentOf } from './compartment.js';
import { EncryptedStore } from './encrypted-store.js';
import { checkOptions, type RedisTokenStoreOptions } from './options.js';
import { OwnClient } from './own-client.js';
import { surviveErrors } from './redis-client.js';

/** A token store in Redis or Valkey. */
export interface RedisTokenStore extends Required<TokenStore> {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, timeToLive: number): Promise<void>;
  delete(key: string): Promise<void>;
  deleteIfSame(key: string, value: string): Promise<void>;
  /** Ends the store's own client, after its operations are done. A client of the application is left alone. */
  close(): Promise<void>;
}

/**
 * Keeps tokens in Redis 6 or later, Valkey or a cluster of either, encrypted, for all processes that share it.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION` for an option that is unknown or cannot be used,
 * `ERR_KEYRING_MISSING_OPTION` if there is no Redis or no key, neither as an option nor in the environment.
 */
export function redisTokenStore(options: RedisTokenStoreOptions = {}): RedisTokenStore {
  const { client, url, encryptionKeys, prefix } = checkOptions(options);
  const [first, ...others] = encryptionKeys;
  const compartments = [
    compartmentOf(first, prefix),
    ...others.map((key) => compartmentOf(key, prefix)),
  ] as const;
  if (client) {
    surviveErrors(client);
    return new EncryptedStore(client, compartments);
  }
  const own = new OwnClient(url);
  return new EncryptedStore(own, compartments, () => own.close());
}
