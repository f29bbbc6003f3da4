/**
 * Authenticates requests to TaxJar.
 *
 * @module @axios-keyring/taxjar
 */
export { taxjar, type TaxjarOptions } from './taxjar.js';
