/**
 * Shares tokens between processes through Redis or Valkey, and keeps grants there.
 *
 * @module @axios-keyring/redis
 */
export { type EncryptionKey, type RedisTokenStoreOptions } from './options.js';
export { type RedisClient, type RedisScriptOptions, type RedisSetOptions } from './redis-client.js';
export { type RedisGrantStore, redisGrantStore } from './redis-grant-store.js';
export { type RedisTokenStore, redisTokenStore } from './redis-token-store.js';
