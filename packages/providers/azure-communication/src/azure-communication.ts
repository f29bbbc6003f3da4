import {
  type BaseURL,
  type Credential,
  defineProvider,
  type ExplanationPart,
  hash,
  type MaybePromise,
  type Provider,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { entraTokenReader } from './entra-token.js';
import {
  accessKeyOf,
  type AzureCommunicationOptions,
  type CredentialOptions,
  endpointOf,
  kindOf,
  oneOf,
  options,
  serverOnly,
} from './options.js';
import { explainRefusal, isOfContent } from './refusal.js';
import { partsOf, signedHeaders } from './signature.js';
import { userTokenReader } from './user-token.js';

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
  oneOf,
  // Both kinds of tokens are made for pages; an access key is behind all else, also behind a user whose tokens it issues.
  serverOnly: { ...serverOnly, when: ({ tokenCredential, userToken }) => !tokenCredential && !userToken },
  // https://learn.microsoft.com/azure/communication-services/quickstarts/create-communication-resource
  hosts: ['https://*.communication.azure.com'],
  baseURLs: (given) => [endpointOf(given)],
  baseURLOption: ({ endpoint }) => (endpoint === undefined ? 'connectionString' : 'endpoint'),
  baseURLProblem: ({ path, isWildcard }: BaseURL) => {
    if (isWildcard) return 'begins with *., but each resource has credentials of its own';
    return path === '' ? undefined : 'has a path, but the signature covers the path';
  },
  body: (given) =>
    kindOf(given) === 'access key' ? { access: 'read', streamLimit: given.bufferStreams ?? 0 } : undefined,
  authorize,
  // No key makes a changed body right.
  onRefusal: () => (refusal) => (refusal.status === 401 && !isOfContent(refusal) ? 'credential' : undefined),
  explain,
  explainRefusal,
  // Which service takes which credential: https://learn.microsoft.com/azure/communication-services/concepts/authentication
  verify: (given) => ({
    method: 'GET',
    path:
      kindOf(given) === 'user access token'
        ? '/chat/threads?api-version=2025-03-15'
        : '/phoneNumbers?api-version=2025-06-01',
  }),
});

function authorize(given: CredentialOptions): (request: WireRequest) => MaybePromise<Credential> {
  const { tokenCredential, scope, date } = given;
  const readToken = tokenCredential ? entraTokenReader(tokenCredential, scope) : userTokenReader(given);
  if (readToken) {
    return (request) =>
      whenReady(readToken(request), (token) => ({ headers: { Authorization: `Bearer ${token}` } }));
  }
  const accessKey = accessKeyOf(given);
  return (request) =>
    whenReady(accessKey(request), (key) =>
      whenReady(signedHeaders(request, key, date), (headers) => ({ headers })),
    );
}

function explain(
  given: CredentialOptions,
): (request: WireRequest) => MaybePromise<readonly ExplanationPart[]> {
  const kind = kindOf(given);
  if (kind !== 'access key') return () => [{ name: kind, value: 'there' }];
  return (request) => {
    const { method, pathAndQuery, date, host, body } = partsOf(request, '');
    return whenReady(hash('sha256', body, 'base64'), (contentHash) => [
      { name: 'verb', value: method },
      { name: 'path and query', value: pathAndQuery },
      { name: 'date', value: date },
      { name: 'host', value: host },
      { name: 'content hash', value: contentHash },
      { name: kind, value: 'there' },
    ]);
  };
}
