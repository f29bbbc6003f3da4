import {
  choice,
  flag,
  optionalInteger,
  optionalRotatingSecret,
  optionalText,
  optionalToken,
  optionalTokenStore,
  optionalValue,
  type ProviderInput,
} from '@axios-keyring/core';
import { accessKeyProblem, parseConnectionString } from './connection-string.js';
import { isEntraCredential } from './entra-token.js';
import { isIssuedUser, issuedUserProblem } from './issued-user.js';

/** The access key, as the refusal to work in a browser names it. */
export const serverOnly = {
  provider: 'azure-communication',
  secret: 'the access key',
  instead: 'Give the page a user access token, or call the service from your server.',
};

/** Declared beside the options that hold an access key. */
export const dangerouslyAllowBrowser = flag({
  description: 'Takes an access key in a browser too, where every visitor can read it.',
});

/** The options that hold an access key and say where it is good. */
export const accessKeyOptions = {
  // The names of the variables are those of the vendor's quickstarts where these have one:
  // https://learn.microsoft.com/azure/communication-services/quickstarts/identity/access-tokens
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
  accessKey: optionalRotatingSecret({
    env: 'COMMUNICATION_SERVICES_ACCESS_KEY',
    description: 'An access key in base64, a list of both, or a function that returns one. Never sent.',
    sentAs: 'encoded',
    check: accessKeyProblem,
  }),
};

/** The options of {@link azureCommunication}. */
export const options = {
  ...accessKeyOptions,
  userToken: optionalToken({
    env: 'COMMUNICATION_SERVICES_USER_TOKEN',
    description: 'A user access token for Chat and Calling, or a function that returns it.',
  }),
  user: optionalValue({
    description: 'A user whose tokens are issued with the access key: { id?, scopes, expiresInMinutes? }.',
    expected: 'an object such as { scopes: ["chat"] }',
    is: isIssuedUser,
    check: issuedUserProblem,
  }),
  refreshProactively: flag({
    description: 'Renews a user access token in the background during its last 10 minutes.',
  }),
  tokenCredential: optionalValue({
    description: 'A credential of @azure/identity, or any object with its getToken.',
    expected: 'an object with getToken, as those of @azure/identity',
    is: isEntraCredential,
  }),
  scope: optionalText({
    env: 'COMMUNICATION_SERVICES_SCOPE',
    description:
      'What tokenCredential is asked for. Default: https://communication.azure.com//.default, as the vendor’s SDKs.',
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
  tokenStore: optionalTokenStore('Only tokens of a user with an id are shared.', 'user'),
  dangerouslyAllowBrowser,
};

type Options = ProviderInput<typeof options>;

type CredentialOption =
  'connectionString' | 'endpoint' | 'accessKey' | 'userToken' | 'user' | 'tokenCredential';

/** Some of the credential options, and none of the others. */
type Only<Names extends CredentialOption> = Pick<Options, Names> &
  Partial<Readonly<Record<Exclude<CredentialOption, Names>, undefined>>>;

type UserCredentials =
  | Only<'endpoint' | 'userToken'>
  | Only<'endpoint' | 'accessKey' | 'user'>
  | Only<'connectionString' | 'user'>;

type ServerCredentials =
  Only<'connectionString'> | Only<'endpoint' | 'accessKey'> | Only<'endpoint' | 'tokenCredential'>;

/** What serves for everything but Chat and Calling; what is absent comes from the environment. */
export type AzureCommunicationServerOptions = ServerCredentials & Omit<Options, CredentialOption>;

/**
 * What {@link azureCommunication} takes: a connection string, or an endpoint with an access key, a user access
 * token or a credential of Microsoft Entra ID; with an access key also a user. What is absent comes from the
 * environment.
 */
export type AzureCommunicationOptions =
  AzureCommunicationServerOptions | (UserCredentials & Omit<Options, CredentialOption>);

/** The sets of credential options of which exactly one is used. */
export const alternatives = [
  ['connectionString'],
  ['endpoint', 'accessKey'],
  ['endpoint', 'userToken'],
  ['endpoint', 'tokenCredential'],
  ['endpoint', 'accessKey', 'user'],
  ['connectionString', 'user'],
] as const satisfies readonly (readonly CredentialOption[])[];
