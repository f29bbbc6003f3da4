import {
  type CredentialHeaders,
  type ExchangeResponse,
  type KeyringError,
  type MaybePromise,
  type MintedToken,
  randomId,
  type Secret,
  serverTime,
  tokenExchangeError,
  TokenSource,
  type TokenStore,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { readAnswer } from './token.js';

/** What the authorizer needs of the provider's options. */
export interface AuthorizerOptions {
  readonly clientId: string;
  readonly accessKey: Secret;
  readonly tokenStore: TokenStore | undefined;
}

/** How long a token is valid, in milliseconds, where nothing says so: the shortest life that was reported. */
const shortestLife = 1_800_000;

/** Gives each request the token and a request ID, without which the API refuses it. */
export function createAuthorizer({
  clientId: account,
  accessKey,
  tokenStore,
}: AuthorizerOptions): (request: WireRequest) => MaybePromise<CredentialHeaders> {
  const tokens = new TokenSource({
    provider: 'avanan',
    mint: (request, { secret = '' }) => mint(request, account, secret),
    documentedLife: shortestLife,
    store: tokenStore,
  });
  return (request) =>
    whenReady(accessKey(request), (secret) =>
      whenReady(tokens.get(request, { endpoint: request.baseURL, account, secret }), (token) => ({
        Authorization: `Bearer ${token}`,
        'x-av-req-id': randomId(),
      })),
    );
}

// The one request that carries the key itself. An exchange never leaves the origin of the base URL.
async function mint(request: WireRequest, clientId: string, accessKey: string): Promise<MintedToken> {
  const url = new URL('/auth/external', request.baseURL).href;
  const response = await request.exchange({
    method: 'POST',
    url,
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ clientId, accessKey }),
  });
  const answer = response.status === 200 ? readAnswer(response.body) : {};
  if ('value' in answer) return { ...answer, serverTime: serverTime(response.header('date')) };
  throw refused(url, response, answer.success === false);
}

function refused(url: string, response: ExchangeResponse, failed: boolean): KeyringError {
  const { status } = response;
  const reason = failed
    ? `It said success: false. ${wrongKey}`
    : (reasons[status] ?? 'See whether the Infinity Portal of this region is up.');
  const message = `POST ${url} answered ${status} without a token. ${reason} The request was not sent.`;
  return tokenExchangeError({
    provider: 'avanan',
    message,
    response,
    ...(failed && { refused: true }),
  });
}

const wrongKey =
  'Check clientId and accessKey, that they belong to this region and to the service Email & Collaboration, and that ' +
  'the key has not expired.';

const reasons: Readonly<Record<number, string>> = {
  200: 'The answer is not a token: check that baseURL is the Infinity Portal.',
  400: wrongKey,
  401: wrongKey,
  403: wrongKey,
  404: 'Check the base URL.',
  429: 'Tokens were fetched too often.',
};
