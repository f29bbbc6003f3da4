/**
 * What `index.ts` exports, for bundles that run where there are no files: in browsers and workers.
 */
export { createKeyring } from './create-keyring.js';
export { inspectKeyring, loadKeyring } from './config/without-files.js';
export { keyringSchema } from './schema/keyring-schema.js';
export { isKeyringError, KeyringError, refusalHint } from '@axios-keyring/core';
