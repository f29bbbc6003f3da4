import {
  isRefusedExchange,
  KeyringError,
  type MaybePromise,
  type MintedToken,
  type Secret,
  type TokenFunction,
  TokenSource,
  webTokenExpiry,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { copyRequest, forgetCredentials } from '@axios-keyring/core/engine';
import { issuedTokens } from './issued-token.js';
import { type IssuedUser } from './issued-user.js';
import { accessKeyOf, type CredentialOptions } from './options.js';

const provider = 'azure-communication';

type ReadToken = (request: WireRequest) => MaybePromise<string>;

/**
 * How long before its end a token is renewed in the background, in milliseconds: as in the vendor's SDKs.
 *
 * Source: https://learn.microsoft.com/azure/communication-services/concepts/credentials-best-practices
 */
const proactiveWindow = 600_000;

/** The user access token of a request, from wherever it comes. */
export function userTokenReader(options: CredentialOptions): ReadToken | undefined {
  const { user, userToken } = options;
  if (user) return noting(issuedTokenReader(user, options));
  if (!userToken) return undefined;
  if (typeof userToken === 'function') return noting(userToken);
  const tokens = new TokenSource({
    provider,
    mint: () => mintToken(userToken),
    refreshWindow: refreshWindowOf(options),
  });
  return noting((request) => tokens.get(request, { endpoint: request.baseURL }));
}

function issuedTokenReader(user: IssuedUser, options: CredentialOptions): Secret {
  const { id, scopes, expiresInMinutes } = user;
  const issue = issuedTokens(user, options.date);
  const tokens = new TokenSource({
    provider,
    mint: (request, { secret = '' }) => issue(request, secret),
    refreshWindow: refreshWindowOf(options),
    // An identity that is created with its first token belongs to this interceptor alone.
    store: id === undefined ? undefined : options.tokenStore,
  });
  const accessKey = accessKeyOf(options);
  const account = `${id ?? ''} for ${expiresInMinutes ?? 'default'} minutes`;
  const read = async (request: WireRequest, again = false): Promise<string> => {
    // A refusal of the exchange renews the key, and a refusal of the request the token only.
    const apart = copyRequest(request);
    const secret = await accessKey(apart);
    try {
      return await tokens.get(request, { endpoint: request.baseURL, account, scopes, secret });
    } catch (error) {
      if (again || !isRefusedExchange(error) || !(await forgetCredentials(apart))) throw error;
      return read(request, true);
    }
  };
  return (request) => read(request);
}

function refreshWindowOf({ refreshProactively }: CredentialOptions): number {
  return refreshProactively ? proactiveWindow : 0;
}

// One token serves many requests, and to read when it ends costs as much as the rest of a request.
function noting(read: Secret): ReadToken {
  let last: { readonly token: string; readonly expiry: number | undefined } | undefined;
  return (request) =>
    whenReady(read(request), (token) => {
      if (last?.token !== token) last = { token, expiry: webTokenExpiry(token) };
      if (last.expiry !== undefined) expiries.set(request, last.expiry);
      return token;
    });
}

// A token that does not say when it ends is not kept: it is minted again for the next request.
async function mintToken(userToken: TokenFunction): Promise<MintedToken> {
  const minted = await userToken.mint();
  const expiresAt = minted.expiresAt ?? webTokenExpiry(minted.value) ?? Infinity;
  if (expiresAt < Date.now()) throw expired(expiresAt);
  return minted;
}

function expired(expiry: number): KeyringError {
  const message =
    `The function given as userToken returned a token that expired at ${new Date(expiry).toISOString()}. ` +
    'It has to fetch a new one each time that it is called; check also that this machine’s clock is right. ' +
    'The request was not sent.';
  return new KeyringError({
    code: 'ERR_KEYRING_CREDENTIAL',
    provider,
    option: 'userToken',
    message,
  });
}

const expiries = new WeakMap<WireRequest, number>();

/** When the token of a request expires, in milliseconds since the epoch, if that is known. */
export function notedExpiry(request: WireRequest): number | undefined {
  return expiries.get(request);
}
