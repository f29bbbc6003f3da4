/**
 * Authenticates requests to Azure Communication Services.
 *
 * @module @axios-keyring/azure-communication
 */
export { azureCommunication } from './azure-communication.js';
export { azureRecordings, type AzureRecordingsOptions } from './azure-recordings.js';
export { type EntraCredential, type EntraToken } from './entra-token.js';
export { type IssuedUser, type UserTokenScope } from './issued-user.js';
export { type AzureCommunicationOptions, type AzureCommunicationServerOptions } from './options.js';
export { type IssuedToken, type UserTokens, userTokens } from './user-tokens.js';
export { refusalHint } from '@axios-keyring/core';
