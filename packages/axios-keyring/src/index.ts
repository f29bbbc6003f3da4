export { createKeyring, type Keyring, type KeyringEntry, type KeyringOptions } from './create-keyring.js';
export { type Unmatched } from './unmatched.js';
export {
  isKeyringError,
  KeyringError,
  type KeyringErrorCode,
  type KeyringInterceptor,
  type KeyringRequestOptions,
  refusalHint,
} from '@axios-keyring/core';
