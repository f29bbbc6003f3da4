/**
 * Authenticates requests with a user name and a password, for any API.
 *
 * @module @axios-keyring/basic
 */
export { basic, type BasicOptions } from './basic.js';
export { refusalHint } from '@axios-keyring/core';
