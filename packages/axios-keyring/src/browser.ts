import { KeyringError } from '@axios-keyring/core';

/**
 * What `index.ts` exports, for bundles that run where there are no files: in browsers and workers.
 */
export { createKeyring } from './create-keyring.js';
export { keyringSchema } from './config/shape/keyring-schema.js';
export { isKeyringError, KeyringError, refusalHint } from '@axios-keyring/core';

/** Takes the place of the function that loads a config. */
export function loadKeyring(): Promise<never> {
  const message =
    'A config is read from files, which there are none of in a browser or a worker. Compose the keyring in code, with ' +
    'createKeyring([…]).';
  return Promise.reject(new KeyringError({ code: 'ERR_KEYRING_CONFIG', message }));
}

/** Takes the place of the function that looks at a config. */
export const inspectKeyring = loadKeyring;
