import { type GrantStore } from '../../contract/grant-store.js';

const texts = new Map<string, string>();

/**
 * What serves where there is no store: all interceptors of a process have one grant in common, which ends with the process.
 */
export const memoryGrants: GrantStore = {
  read: (key) => Promise.resolve(texts.get(key)),
  swap: (key, previous, next) => {
    const isSame = texts.get(key) === previous;
    if (isSame) texts.set(key, next);
    return Promise.resolve(isSame);
  },
};
