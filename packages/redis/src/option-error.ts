import { KeyringError } from '@axios-keyring/core';

/**
 * The error for an option that cannot be used.
 *
 * @param message - Whole sentences, never with a part of a key or of a URL.
 */
export function optionError(option: string, message: string): KeyringError {
  return new KeyringError({ code: 'ERR_KEYRING_OPTION', provider: 'redis', option, message });
}

/** The error for an option that is neither given nor in the environment. */
export function missingOptionError(option: string, message: string): KeyringError {
  return new KeyringError({ code: 'ERR_KEYRING_MISSING_OPTION', provider: 'redis', option, message });
}
