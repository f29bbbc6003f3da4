import {
  type CredentialHeaders,
  type MaybePromise,
  type Secret,
  type WireRequest,
  whenReady,
} from '@axios-keyring/core';
import { parseConnectionString } from './connection-string.js';
import { type DateHeader, sign } from './signature.js';

/** What the authorizer needs of the provider's options. Exactly one kind of credential is there. */
export interface AuthorizerOptions {
  readonly connectionString: string | undefined;
  readonly endpoint: string | undefined;
  readonly accessKey: Secret | undefined;
  readonly userToken: Secret | undefined;
  readonly date: DateHeader;
}

/** The endpoint, from wherever it was given. */
export function endpointOf({ connectionString, endpoint }: AuthorizerOptions): string {
  return connectionString === undefined ? (endpoint ?? '') : readConnectionString(connectionString).endpoint;
}

/** Gives each request its headers: a Bearer token, or a signature. */
export function createAuthorizer(
  options: AuthorizerOptions,
): (request: WireRequest) => MaybePromise<CredentialHeaders> {
  const { userToken, date } = options;
  if (userToken) {
    return (request) => whenReady(userToken(request), (token) => ({ Authorization: `Bearer ${token}` }));
  }
  const accessKey = accessKeyOf(options);
  return (request) => whenReady(accessKey(request), (key) => signedHeaders(request, key, date));
}

function accessKeyOf({ connectionString, accessKey }: AuthorizerOptions): Secret {
  if (accessKey) return accessKey;
  const { accessKey: key } = readConnectionString(connectionString ?? '');
  return () => key;
}

function readConnectionString(connectionString: string): { endpoint: string; accessKey: string } {
  const result = parseConnectionString(connectionString);
  return 'problem' in result ? { endpoint: '', accessKey: '' } : result;
}

function signedHeaders(
  request: WireRequest,
  accessKey: string,
  dateHeader: DateHeader,
): MaybePromise<CredentialHeaders> {
  const { method, url, host, body } = request;
  const date = new Date(request.now()).toUTCString();
  const parts = { method, pathAndQuery: url.pathname + url.search, host, date, body, accessKey };
  return whenReady(sign(parts), ({ contentHash, signature }) => ({
    [dateHeader]: date,
    'x-ms-content-sha256': contentHash,
    Authorization: `HMAC-SHA256 SignedHeaders=${dateHeader};host;x-ms-content-sha256&Signature=${signature}`,
  }));
}
