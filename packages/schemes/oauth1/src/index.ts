/**
 * Signs requests with OAuth 1.0a, for any API; with what providers of APIs of that kind are made of.
 *
 * @module @axios-keyring/oauth1
 */
export { oauth1, type OAuth1Options } from './oauth1.js';
export { strictQuery } from './encoding.js';
export { explainSigned, oauth1Problem, retryWithTime, signedHint } from './explanation.js';
export { bodyUse, type OAuth1Signing, type SignatureMethod, signRequests } from './signing.js';
export { refusalHint } from '@axios-keyring/core';
