import {
  choice,
  custom,
  flag,
  integer,
  type Options,
  type ProviderInput,
  rotatingSecret,
  type Secret,
  text,
  token,
  tokenStore,
} from '@axios-keyring/core';
import { accessKeyProblem, parseConnectionString } from './connection-string.js';
import { isEntraCredential } from './entra-token.js';
import { isIssuedUser, issuedUserProblem } from './issued-user.js';

/** Why access keys are no matter for browsers. */
export const serverOnly = {
  secret: 'the access key',
  instead: 'Give the page a user access token, or call the service from your server.',
};

/** The options that hold an access key and say where it is good. */
export const accessKeyOptions = {
  // The names of the variables are those of the vendor's quickstarts where these have one:
  // https://learn.microsoft.com/azure/communication-services/quickstarts/identity/access-tokens
  connectionString: text({
    env: 'COMMUNICATION_SERVICES_CONNECTION_STRING',
    description: 'endpoint=…;accesskey=… as the portal shows it.',
    expected: 'a string such as endpoint=…;accesskey=…',
    secret: true,
    check: (connectionString) => {
      const result = parseConnectionString(connectionString);
      return 'problem' in result ? result.problem : undefined;
    },
  }),
  endpoint: text({
    env: 'COMMUNICATION_SERVICES_ENDPOINT',
    description: 'The resource, for example https://contoso.communication.azure.com.',
    expected: 'an https URL',
  }),
  accessKey: rotatingSecret({
    env: 'COMMUNICATION_SERVICES_ACCESS_KEY',
    description: 'An access key in base64, a list of both, or a function that returns one. Never sent.',
    sentAs: 'encoded',
    check: accessKeyProblem,
  }),
};

/** The options of {@link azureCommunication}. */
export const options = {
  ...accessKeyOptions,
  userToken: token({
    env: 'COMMUNICATION_SERVICES_USER_TOKEN',
    description: 'A user access token for Chat and Calling, or a function that returns it.',
  }),
  user: custom({
    description: 'A user whose tokens are issued with the access key: { id?, scopes, expiresInMinutes? }.',
    expected: 'an object such as { scopes: ["chat"] }',
    is: isIssuedUser,
    check: issuedUserProblem,
  }),
  refreshProactively: flag({
    description: 'Renews a user access token in the background during its last 10 minutes.',
  }),
  tokenCredential: custom({
    description: 'A credential of @azure/identity, or any object with its getToken.',
    expected: 'an object with getToken, as those of @azure/identity',
    is: isEntraCredential,
  }),
  scope: text({
    optional: true,
    env: 'COMMUNICATION_SERVICES_SCOPE',
    description:
      'What tokenCredential is asked for. Default: https://communication.azure.com//.default, as the vendor’s SDKs.',
  }),
  date: choice(['x-ms-date', 'date'], {
    env: 'COMMUNICATION_SERVICES_DATE_HEADER',
    description: 'The header that carries the signed date. Proxies rewrite date, and browsers forbid it.',
    default: 'x-ms-date',
  }),
  bufferStreams: integer({
    optional: true,
    description:
      'How many bytes of a stream may be read into memory to be signed. Default: streams are refused.',
  }),
  tokenStore: tokenStore('Only tokens of a user with an id are shared.', 'user'),
};

/** Which credential it is. */
export const oneOf = [
  ['connectionString'],
  ['endpoint', 'accessKey'],
  ['endpoint', 'userToken'],
  ['endpoint', 'tokenCredential'],
  ['endpoint', 'accessKey', 'user'],
  ['connectionString', 'user'],
] as const;

/**
 * What {@link azureCommunication} takes: a connection string, or an endpoint with an access key, a user access
 * token or a credential of Microsoft Entra ID; with an access key also a user. What is absent comes from the
 * environment.
 */
export type AzureCommunicationOptions = ProviderInput<typeof options, typeof oneOf>;

/** What serves for everything but Chat and Calling; what is absent comes from the environment. */
export type AzureCommunicationServerOptions = Extract<
  AzureCommunicationOptions,
  { readonly user?: undefined; readonly userToken?: undefined }
>;

/** The options as they are used: those of one kind of credential. */
export type CredentialOptions = Options<typeof options, typeof oneOf>;

/** How requests are authenticated: signed with an access key, or with one of two kinds of Bearer tokens. */
export type CredentialKind = 'access key' | 'user access token' | 'Microsoft Entra ID token';

/** The kind that the options stand for. */
export function kindOf({ userToken, user, tokenCredential }: CredentialOptions): CredentialKind {
  if (tokenCredential) return 'Microsoft Entra ID token';
  return userToken || user ? 'user access token' : 'access key';
}

type Resource = Readonly<Record<'connectionString' | 'endpoint', string | undefined>>;

/** The endpoint, from wherever it was given. */
export function endpointOf({ connectionString = '', endpoint }: Resource): string {
  const parts = parseConnectionString(connectionString);
  return 'problem' in parts ? (endpoint ?? '') : parts.endpoint;
}

/** The access key, from wherever it was given. */
export function accessKeyOf({
  connectionString = '',
  accessKey,
}: Pick<Resource, 'connectionString'> & { readonly accessKey: Secret | undefined }): Secret {
  if (accessKey) return accessKey;
  const parts = parseConnectionString(connectionString);
  return () => ('problem' in parts ? '' : parts.accessKey);
}
