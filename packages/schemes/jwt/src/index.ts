/**
 * Authenticates requests with JSON Web Tokens that are signed here, for any API.
 *
 * @module @axios-keyring/jwt
 */
export { jwt, type JwtOptions } from './jwt.js';
export { refusalHint } from '@axios-keyring/core';
