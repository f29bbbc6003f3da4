/**
 * Authenticates requests with OAuth 2 tokens for machines, for any API.
 *
 * @module @axios-keyring/oauth2
 */
export { oauth2 } from './oauth2.js';
export { type OAuth2Options } from './options.js';
export { refusalHint } from '@axios-keyring/core';
