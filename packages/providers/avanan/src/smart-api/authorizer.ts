import {
  type CredentialHeaders,
  type ExchangeResponse,
  type ExplanationPart,
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
import { type DateFormat, formatDate } from './date.js';
import { zoneRefused } from './refusal.js';
import { signature } from './signature.js';
import { readToken } from './token.js';

/** What the authorizer needs of the provider's options. */
export interface AuthorizerOptions {
  readonly applicationId: string;
  readonly secretKey: Secret;
  readonly dateFormat: DateFormat;
  readonly tokenStore: TokenStore | undefined;
}

/** How long a token is valid, in milliseconds, by the vendor's guide; used where the token does not say. */
const documentedLife = 3_600_000;

/** Gives each request its five headers, the token among them. */
export function createAuthorizer(
  options: AuthorizerOptions,
): (request: WireRequest) => MaybePromise<CredentialHeaders> {
  const { applicationId: account, tokenStore: store } = options;
  const tokens = new TokenSource({
    provider: 'avanan',
    mint: (request, { secret = '' }) => mint(options, request, secret),
    documentedLife,
    store,
  });
  return (request) =>
    whenReady(options.secretKey(request), (secret) =>
      whenReady(tokens.get(request, { endpoint: request.baseURL, account, secret }), (token) =>
        sign(options, request, { requestString: requestStringOf(request), secretKey: secret, token }),
      ),
    );
}

/** What is signed, in its order. */
export function explain(options: AuthorizerOptions): (request: WireRequest) => readonly ExplanationPart[] {
  return (request) => [
    { name: 'request id', value: randomId() },
    { name: 'application id', value: options.applicationId },
    { name: 'date', value: formatDate(request.now(), options.dateFormat) },
    { name: 'request string', value: requestStringOf(request) },
    { name: 'secret key', value: 'there' },
  ];
}

function requestStringOf({ url }: WireRequest): string {
  return url.pathname + url.search;
}

interface Signed {
  readonly requestString: string;
  readonly secretKey: string;
  readonly token: string;
}

function sign(
  { applicationId, dateFormat }: AuthorizerOptions,
  request: WireRequest,
  { requestString, secretKey, token }: Signed,
): MaybePromise<CredentialHeaders> {
  const requestId = randomId();
  const date = formatDate(request.now(), dateFormat);
  return whenReady(signature({ requestId, applicationId, date, requestString, secretKey }), (signed) => ({
    'x-av-req-id': requestId,
    'x-av-app-id': applicationId,
    'x-av-date': date,
    'x-av-sig': signed,
    'x-av-token': token,
  }));
}

async function mint(
  options: AuthorizerOptions,
  request: WireRequest,
  secretKey: string,
  again = false,
): Promise<MintedToken> {
  const url = new URL('/v1.0/auth', request.baseURL).href;
  // The guide: sent empty on this request only.
  const signed = await sign(options, request, { requestString: '', secretKey, token: '' });
  const headers = { ...signed, Accept: 'application/json' };
  const response = await request.exchange({ method: 'GET', url, headers });
  const value = response.status === 200 ? readToken(response.body) : undefined;
  if (value !== undefined) return { value, serverTime: serverTime(response.header('date')) };
  const refusedBySignature = response.status === 401 || response.status === 403;
  if (refusedBySignature && !again && request.correctClock(response.header('date'))) {
    return mint(options, request, secretKey, true);
  }
  throw refused(url, response, options.dateFormat);
}

function refused(url: string, response: ExchangeResponse, dateFormat: DateFormat): KeyringError {
  const { status } = response;
  const reason =
    status === 500 && dateFormat === 'utc-z'
      ? zoneRefused
      : (reasons[status] ?? 'See whether the Smart API of this region is up.');
  const message = `GET ${url} answered ${status} without a token. ${reason} The request was not sent.`;
  return tokenExchangeError({ provider: 'avanan', message, response });
}

const wrongKey =
  'Check applicationId and secretKey, that they belong to this region, and that this machine’s clock is right.';

const reasons: Readonly<Record<number, string>> = {
  200: 'The answer is not a token: check that baseURL is the Smart API.',
  401: wrongKey,
  403: wrongKey,
  404: 'Check the base URL.',
  429: 'Tokens were fetched too often.',
};
