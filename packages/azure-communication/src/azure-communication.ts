import {
  choice,
  defineProvider,
  optionalInteger,
  optionalSecret,
  optionalText,
  type Provider,
  type ProviderInput,
} from '@axios-keyring/core';
import { createAuthorizer, endpointOf } from './authorizer.js';
import { accessKeyProblem, parseConnectionString } from './connection-string.js';

// The names of the variables are those of the vendor's quickstarts where these have one:
// https://learn.microsoft.com/azure/communication-services/quickstarts/identity/access-tokens
const options = {
  connectionString: optionalText({
    env: 'COMMUNICATION_SERVICES_CONNECTION_STRING',
    description: 'endpoint=…;accesskey=… as the portal shows it.',
    expected: 'a string such as endpoint=…;accesskey=…',
    secret: true,
    check: (connectionString) => {
      const result = parseConnectionString(connectionString);
      return 'problem' in result ? result.problem : undefined;
    },
  }),
  endpoint: optionalText({
    env: 'COMMUNICATION_SERVICES_ENDPOINT',
    description: 'The resource, for example https://contoso.communication.azure.com.',
    expected: 'an https URL',
  }),
  accessKey: optionalSecret({
    env: 'COMMUNICATION_SERVICES_ACCESS_KEY',
    description: 'One of the two access keys, in base64, or a function that returns it. Never sent.',
    sentAs: 'encoded',
    check: accessKeyProblem,
  }),
  userToken: optionalSecret({
    env: 'COMMUNICATION_SERVICES_USER_TOKEN',
    description: 'A user access token for Chat and Calling, or a function that returns it.',
  }),
  date: choice(['x-ms-date', 'date'], {
    env: 'COMMUNICATION_SERVICES_DATE_HEADER',
    description: 'The header that carries the signed date. Proxies rewrite date, and browsers forbid it.',
    default: 'x-ms-date',
  }),
  bufferStreams: optionalInteger({
    description:
      'How many bytes of a stream may be read into memory to be signed. Default: streams are refused.',
  }),
};

type Options = ProviderInput<typeof options>;

type CredentialOption = 'connectionString' | 'endpoint' | 'accessKey' | 'userToken';

/** Some of the credential options, and none of the others. */
type Only<Names extends CredentialOption> = Pick<Options, Names> &
  Partial<Readonly<Record<Exclude<CredentialOption, Names>, undefined>>>;

type Credentials = Only<'connectionString'> | Only<'endpoint' | 'accessKey'> | Only<'endpoint' | 'userToken'>;

/**
 * What {@link azureCommunication} takes: a connection string, or an endpoint with an access key, or an endpoint
 * with a user access token. What is absent comes from the environment.
 */
export type AzureCommunicationOptions = Credentials & Omit<Options, CredentialOption>;

/**
 * Signs requests to Azure Communication Services with an access key, or authenticates them with a user access
 * token.
 *
 * Source: https://learn.microsoft.com/rest/api/communication/authentication
 */
export const azureCommunication: Provider<AzureCommunicationOptions> = defineProvider({
  name: 'azure-communication',
  environmentPrefix: 'COMMUNICATION_SERVICES',
  options,
  alternatives: [['connectionString'], ['endpoint', 'accessKey'], ['endpoint', 'userToken']],
  baseURLs: (given) => [endpointOf(given)],
  baseURLOption: ({ endpoint }) => (endpoint === undefined ? 'connectionString' : 'endpoint'),
  baseURLProblem: ({ path }) => (path === '' ? undefined : 'has a path, but the signature covers the path'),
  bodySigning: ({ userToken, bufferStreams = 0 }) => (userToken ? undefined : { streamLimit: bufferStreams }),
  authorize: createAuthorizer,
});
