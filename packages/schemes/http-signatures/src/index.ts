/**
 * Signs requests with HTTP Message Signatures, for any API.
 *
 * @module @axios-keyring/http-signatures
 */
export { httpSignatures } from './http-signatures.js';
export { type HttpSignaturesOptions } from './options.js';
export { refusalHint } from '@axios-keyring/core';
