/**
 * Signs requests with HMAC, for any API.
 *
 * @module @axios-keyring/hmac
 */
export { hmac, type HmacOptions } from './hmac.js';
export { refusalHint } from '@axios-keyring/core';
