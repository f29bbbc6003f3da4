import { isKeyringError, type KeyringError } from '@axios-keyring/core';

/** The error with which options are refused. They come from code that TypeScript did not see: from JSON, from JavaScript. */
export function refusalOf(take: (options: never) => unknown, options: unknown): KeyringError {
  try {
    Reflect.apply(take, undefined, [options]);
  } catch (error) {
    if (isKeyringError(error)) return error;
    throw error;
  }
  throw new Error('The options were accepted.');
}
