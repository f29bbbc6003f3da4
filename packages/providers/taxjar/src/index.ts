/**
 * Authenticates requests to TaxJar.
 *
 * @module @axios-keyring/taxjar
 */
export { taxjar, type TaxjarOptions } from './taxjar.js';
export { refusalHint } from '@axios-keyring/core';
