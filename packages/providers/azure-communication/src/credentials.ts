import { type Secret, type TokenFunction, type TokenStore } from '@axios-keyring/core';
import { parseConnectionString } from './connection-string.js';
import { type EntraCredential } from './entra-token.js';
import { type DateHeader } from './signature.js';
import { type IssuedUser } from './issued-user.js';

/** What the provider's functions need of its options. Exactly one kind of credential is there. */
export interface CredentialOptions {
  readonly connectionString: string | undefined;
  readonly endpoint: string | undefined;
  readonly accessKey: Secret | undefined;
  readonly userToken: Secret | TokenFunction | undefined;
  readonly user: IssuedUser | undefined;
  readonly tokenCredential: EntraCredential | undefined;
  readonly scope: string | undefined;
  readonly refreshProactively: boolean;
  readonly date: DateHeader;
  readonly tokenStore: TokenStore | undefined;
  readonly dangerouslyAllowBrowser: boolean;
}

/** How requests are authenticated: signed with an access key, or with one of two kinds of Bearer tokens. */
export type CredentialKind = 'access key' | 'user access token' | 'Microsoft Entra ID token';

/** The kind that the options stand for. */
export function kindOf({ userToken, user, tokenCredential }: CredentialOptions): CredentialKind {
  if (tokenCredential) return 'Microsoft Entra ID token';
  return userToken || user ? 'user access token' : 'access key';
}

/** The endpoint, from wherever it was given. */
export function endpointOf({
  connectionString,
  endpoint,
}: Pick<CredentialOptions, 'connectionString' | 'endpoint'>): string {
  return connectionString === undefined ? (endpoint ?? '') : readConnectionString(connectionString).endpoint;
}

/** The access key, from wherever it was given. */
export function accessKeyOf({
  connectionString,
  accessKey,
}: Pick<CredentialOptions, 'connectionString' | 'accessKey'>): Secret {
  if (accessKey) return accessKey;
  const { accessKey: key } = readConnectionString(connectionString ?? '');
  return () => key;
}

function readConnectionString(connectionString: string): { endpoint: string; accessKey: string } {
  const result = parseConnectionString(connectionString);
  return 'problem' in result ? { endpoint: '', accessKey: '' } : result;
}
