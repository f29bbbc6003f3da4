/**
 * Authenticates requests with HTTP Digest, for any API.
 *
 * @module @axios-keyring/digest
 */
export { digest, type DigestOptions } from './digest.js';
export { refusalHint } from '@axios-keyring/core';
