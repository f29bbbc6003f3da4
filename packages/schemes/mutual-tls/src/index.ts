/**
 * Authenticates requests with a client certificate alone, for any API.
 *
 * @module @axios-keyring/mutual-tls
 */
export { mutualTls, type MutualTlsOptions } from './mutual-tls.js';
export { refusalHint } from '@axios-keyring/core';
