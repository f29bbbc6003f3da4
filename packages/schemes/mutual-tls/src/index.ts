/**
 * Authenticates requests with a client certificate alone, for any API.
 *
 * @module @axios-keyring/mutual-tls
 */
export { mutualTLS, type MutualTLSOptions } from './mutual-tls.js';
export { refusalHint } from '@axios-keyring/core';
