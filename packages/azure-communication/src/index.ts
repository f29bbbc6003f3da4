export { azureCommunication, type AzureCommunicationOptions } from './azure-communication.js';
