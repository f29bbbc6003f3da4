import { type TokenStore } from '@axios-keyring/core';

/** Whether a value has what a store of tokens has. */
export function isTokenStore(value: unknown): value is TokenStore {
  if (typeof value !== 'object' || value === null) return false;
  const operations: Partial<Record<keyof TokenStore, unknown>> = value;
  return [operations.get, operations.set, operations.delete].every(
    (operation) => typeof operation === 'function',
  );
}
