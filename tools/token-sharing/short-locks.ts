import { type TokenStore } from '@axios-keyring/core';

/**
 * A store whose locks end sooner than they are asked for, so that nobody waits for long after a lock's holder died.
 *
 * @param lockTime - In milliseconds. Without it, the store is as it was.
 */
export function withShortLocks(store: Required<TokenStore>, lockTime: number | undefined): TokenStore {
  if (lockTime === undefined) return store;
  return {
    get: (key) => store.get(key),
    set: (key, value, timeToLive) => store.set(key, value, timeToLive),
    delete: (key) => store.delete(key),
    deleteIfSame: (key, value) => store.deleteIfSame(key, value),
    lock: (key, timeToLive) => store.lock(key, Math.min(timeToLive, lockTime)),
  };
}
