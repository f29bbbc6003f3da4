/**
 * Authenticates requests to Avanan: the Smart API and the Infinity Portal.
 *
 * @module @axios-keyring/avanan
 */
export { avanan, type AvananOptions, type InfinityOptions, type SmartApiOptions } from './avanan.js';
export { refusalHint } from '@axios-keyring/core';
