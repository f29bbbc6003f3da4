import {
  KeyringError,
  type MaybePromise,
  type Secret,
  type Token,
  type TokenFunction,
  TokenSource,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { accessKeyOf, type CredentialOptions } from './credentials.js';
import { issuedTokens } from './issued-token.js';
import { noteExpiry } from './token-expiry.js';
import { expiryOf } from './web-token.js';

type ReadToken = (request: WireRequest) => MaybePromise<string>;

/**
 * How long before its end a token is renewed in the background, in milliseconds: as in the vendor's SDKs.
 *
 * Source: https://learn.microsoft.com/azure/communication-services/concepts/credentials-best-practices
 */
const proactiveWindow = 600_000;

/** The user access token of a request, from wherever it comes. */
export function userTokenReader(options: CredentialOptions): ReadToken | undefined {
  const { user, userToken, date } = options;
  const refreshWindow = options.refreshProactively ? proactiveWindow : 0;
  if (user) {
    const mint = issuedTokens(user, accessKeyOf(options), date);
    return noting(keeping(new TokenSource({ mint, refreshWindow })));
  }
  if (!userToken) return undefined;
  if (typeof userToken === 'function') return noting(userToken);
  const mint = (): Promise<Token> => fetchToken(userToken);
  return noting(keeping(new TokenSource({ mint, refreshWindow })));
}

function keeping(tokens: TokenSource): Secret {
  return (request) => tokens.get(request);
}

function noting(read: Secret): ReadToken {
  return (request) =>
    whenReady(read(request), (token) => {
      noteExpiry(request, expiryOf(token));
      return token;
    });
}

async function fetchToken(userToken: TokenFunction): Promise<Token> {
  const value = await userToken.call('azure-communication', 'userToken');
  // A token that does not say when it ends cannot be kept: it is fetched again for the next request.
  const expiresAt = expiryOf(value) ?? Date.now();
  if (expiresAt < Date.now()) throw expired(expiresAt);
  return { value, expiresAt };
}

function expired(expiry: number): KeyringError {
  const message =
    `The function given as userToken returned a token that expired at ${new Date(expiry).toISOString()}. ` +
    'It has to fetch a new one each time that it is called; check also that this machine’s clock is right. ' +
    'The request was not sent.';
  return new KeyringError({
    code: 'ERR_KEYRING_CREDENTIAL',
    provider: 'azure-communication',
    option: 'userToken',
    message,
  });
}
