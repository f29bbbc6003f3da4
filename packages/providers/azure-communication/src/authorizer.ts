import {
  type CredentialHeaders,
  type MaybePromise,
  refuseBrowser,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { accessKeyOf, type CredentialOptions } from './credentials.js';
import { entraTokenReader } from './entra-token.js';
import { serverOnly } from './options.js';
import { signedHeaders } from './signed-headers.js';
import { userTokenReader } from './user-token.js';

/** Gives each request its headers: a Bearer token, or a signature. */
export function createAuthorizer(
  options: CredentialOptions,
): (request: WireRequest) => MaybePromise<CredentialHeaders> {
  const { tokenCredential, scope, date, userToken, dangerouslyAllowBrowser } = options;
  // Both kinds of tokens are made for pages; an access key is behind all else, also behind a user whose tokens it issues.
  if (!tokenCredential && !userToken) {
    refuseBrowser({ ...serverOnly, call: 'azureCommunication' }, dangerouslyAllowBrowser);
  }
  const readToken = tokenCredential ? entraTokenReader(tokenCredential, scope) : userTokenReader(options);
  if (readToken) {
    return (request) => whenReady(readToken(request), (token) => ({ Authorization: `Bearer ${token}` }));
  }
  const accessKey = accessKeyOf(options);
  return (request) => whenReady(accessKey(request), (key) => signedHeaders(request, key, date));
}
