/**
 * Composes providers by base URL, also from a config that services share.
 *
 * @module axios-keyring
 */
export { createKeyring, type Keyring, type KeyringEntry, type KeyringOptions } from './create-keyring.js';
export {
  type KeyringConfig,
  type KeyringProfileConfig,
  type KeyringRouteConfig,
  type ProviderFunction,
  type SecretReference,
  type GrantStoreConfig,
  type TokenStoreConfig,
} from './config/keyring-config.js';
export {
  type ConfigNote,
  type ConfigProblem,
  type KeyringReport,
  type LoadKeyringOptions,
  type RouteReport,
  type RouteStatus,
  type SecretOrigin,
} from './config/keyring-report.js';
export { inspectKeyring, loadKeyring } from './config/load-keyring.js';
export { keyringSchema, type SchemaProvider } from './config/shape/keyring-schema.js';
export { type JSONSchema } from './config/shape/shape.js';
export { type Unmatched } from './unmatched.js';
export {
  isKeyringError,
  KeyringError,
  type KeyringErrorCode,
  type KeyringInterceptor,
  type KeyringRequestOptions,
  refusalHint,
} from '@axios-keyring/core';
