import { type BaseURL, defineProvider, type Provider } from '@axios-keyring/core';
import { createAuthorizer } from './authorizer.js';
import { endpointOf, kindOf } from './credentials.js';
import { createExplanation } from './explanation.js';
import { alternatives, type AzureCommunicationOptions, options } from './options.js';
import { createRefusalExplanation, isStale } from './refusal.js';

/**
 * Signs requests to Azure Communication Services with an access key, or authenticates them with a user access
 * token or a token of Microsoft Entra ID.
 *
 * Source: https://learn.microsoft.com/rest/api/communication/authentication
 */
export const azureCommunication: Provider<AzureCommunicationOptions> = defineProvider({
  name: 'azure-communication',
  environmentPrefix: 'COMMUNICATION_SERVICES',
  options,
  alternatives,
  // https://learn.microsoft.com/azure/communication-services/quickstarts/create-communication-resource
  hosts: ['https://*.communication.azure.com'],
  baseURLs: (given) => [endpointOf(given)],
  baseURLOption: ({ endpoint }) => (endpoint === undefined ? 'connectionString' : 'endpoint'),
  baseURLProblem: pathProblem,
  bodySigning: (given) =>
    kindOf(given) === 'access key' ? { streamLimit: given.bufferStreams ?? 0 } : undefined,
  authorize: createAuthorizer,
  isStale,
  explain: createExplanation,
  explainRefusal: createRefusalExplanation,
  // Which service takes which credential: https://learn.microsoft.com/azure/communication-services/concepts/authentication
  verify: (given) => ({
    method: 'GET',
    path:
      kindOf(given) === 'user access token'
        ? '/chat/threads?api-version=2025-03-15'
        : '/phoneNumbers?api-version=2025-06-01',
  }),
});

function pathProblem({ path }: BaseURL): string | undefined {
  return path === '' ? undefined : 'has a path, but the signature covers the path';
}
