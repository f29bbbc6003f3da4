/**
 * Logs in to AvaTax for Communications.
 *
 * @module @axios-keyring/avalara-communications
 */
export { avalaraCommunications, type AvalaraCommunicationsOptions } from './avalara-communications.js';
export { refusalHint } from '@axios-keyring/core';
