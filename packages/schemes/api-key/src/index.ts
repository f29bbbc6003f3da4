/**
 * Authenticates requests with API keys, for any API.
 *
 * @module @axios-keyring/api-key
 */
export { apiKey, type ApiKeyOptions } from './api-key.js';
export { refusalHint } from '@axios-keyring/core';
