import { type TokenStore } from '../contract/token-store.js';
import { type OptionSchema } from './option-schema.js';
import { optionalValue } from './value.js';

/** The type of the option for a token store. */
export type OptionalTokenStoreSchema = OptionSchema<TokenStore | undefined, TokenStore | undefined>;

/**
 * Declares the option of a provider that fetches tokens: where they are shared with other processes.
 *
 * @param remark - What else there is to say, in sentences of their own.
 * @param onlyWith - The option without which no token is shared.
 */
export function optionalTokenStore(remark = '', onlyWith?: string): OptionalTokenStoreSchema {
  return optionalValue<TokenStore>({
    description:
      `Where tokens are shared with other processes: of @axios-keyring/redis, or a Keyv instance. ${remark}`.trimEnd(),
    expected: 'a token store, for example redisTokenStore(…) of @axios-keyring/redis, or a Keyv instance',
    is: isTokenStore,
    check: tokenStoreProblem,
    onlyWith,
  });
}

/** Whether a value has what a store of tokens has. */
export function isTokenStore(input: unknown): input is TokenStore {
  if (typeof input !== 'object' || input === null) return false;
  const operations: Partial<Record<keyof TokenStore, unknown>> = input;
  return [operations.get, operations.set, operations.delete].every(
    (operation) => typeof operation === 'function',
  );
}

// Those of before were emitters of Node: without a listener, the loss of a connection ended the process.
function tokenStoreProblem(store: TokenStore): string | undefined {
  const isOldKeyv = ['_getKeyPrefix', '_eventsCount'].every((member) => member in store);
  return isOldKeyv ? 'is a Keyv instance of version 4 or older. Run: npm install keyv@5' : undefined;
}
