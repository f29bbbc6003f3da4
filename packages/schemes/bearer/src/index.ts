/**
 * Authenticates requests with a bearer token, for any API.
 *
 * @module @axios-keyring/bearer
 */
export { bearer, type BearerOptions } from './bearer.js';
export { refusalHint } from '@axios-keyring/core';
