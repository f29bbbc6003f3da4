import {
  type Credential,
  type ExchangeRequest,
  type ExchangeResponse,
  type KeyringError,
  type MaybePromise,
  type MintedToken,
  type Secret,
  tokenExchangeError,
  TokenSource,
  type TokenStore,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';

/** What the two platforms do differently. */
export interface Platform {
  /** The public part of the key. */
  readonly account: string;
  readonly secret: Secret;
  /** How long a token is valid, in milliseconds, where nothing says so. */
  readonly documentedLife: number;
  /** Fetches a token. */
  readonly mint: (request: WireRequest, secret: string) => Promise<MintedToken>;
  readonly credentialOf: (request: WireRequest, secret: string, token: string) => MaybePromise<Credential>;
}

/** Gives each request its credential, the token in it. */
export function createAuthorizer(
  { account, secret: secretOf, documentedLife, mint, credentialOf }: Platform,
  store: TokenStore | undefined,
): (request: WireRequest) => MaybePromise<Credential> {
  const tokens = new TokenSource({
    provider: 'avanan',
    mint: (request, { secret = '' }) => mint(request, secret),
    documentedLife,
    store,
  });
  return (request) =>
    whenReady(secretOf(request), (secret) =>
      whenReady(tokens.get(request, { endpoint: request.baseURL, account, secret }), (token) =>
        credentialOf(request, secret, token),
      ),
    );
}

/** Why there is no token. */
export function exchangeRefused(
  { method, url }: ExchangeRequest,
  response: ExchangeResponse,
  reason: string,
  refused?: true,
): KeyringError {
  const answer = `${method} ${url} answered ${response.status} without a token.`;
  const message = `${answer} ${reason} The request was not sent.`;
  return tokenExchangeError({ provider: 'avanan', message, response, ...(refused && { refused }) });
}
