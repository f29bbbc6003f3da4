import {
  type CredentialHeaders,
  type ExchangeResponse,
  type ExplanationPart,
  KeyringError,
  type Secret,
  type Token,
  type WireRequest,
} from '@axios-keyring/core';
import { type DateFormat, formatDate } from './date.js';
import { signature } from './signature.js';
import { expiryOf, readToken } from '../token.js';
import { TokenSources } from '../token-sources.js';

/** What the authorizer needs of the provider's options. */
export interface AuthorizerOptions {
  readonly applicationId: string;
  readonly secretKey: Secret;
  readonly dateFormat: DateFormat;
}

/** Gives each request its five headers, the token among them. */
export function createAuthorizer(
  options: AuthorizerOptions,
): (request: WireRequest) => Promise<CredentialHeaders> {
  const sources = new TokenSources((request, key) => mint(options, request, key));
  return async (request) => {
    const key = await options.secretKey(request);
    const token = await sources.for(request, key).get(request);
    return { ...(await sign(options, request, requestStringOf(request), key)), 'x-av-token': token };
  };
}

/** What is signed, in its order. */
export function explain(options: AuthorizerOptions): (request: WireRequest) => readonly ExplanationPart[] {
  return (request) => [
    { name: 'request id', value: crypto.randomUUID() },
    { name: 'application id', value: options.applicationId },
    { name: 'date', value: formatDate(request.now(), options.dateFormat) },
    { name: 'request string', value: requestStringOf(request) },
    { name: 'secret key', value: 'there' },
  ];
}

function requestStringOf({ url }: WireRequest): string {
  return url.pathname + url.search;
}

async function sign(
  { applicationId, dateFormat }: AuthorizerOptions,
  request: WireRequest,
  requestString: string,
  secretKey: string,
): Promise<Record<string, string>> {
  const requestId = crypto.randomUUID();
  const date = formatDate(request.now(), dateFormat);
  return {
    'x-av-req-id': requestId,
    'x-av-app-id': applicationId,
    'x-av-date': date,
    'x-av-sig': await signature({ requestId, applicationId, date, requestString, secretKey }),
  };
}

async function mint(
  options: AuthorizerOptions,
  request: WireRequest,
  secretKey: string,
  again = false,
): Promise<Token> {
  const url = new URL('/v1.0/auth', request.baseURL).href;
  // The guide: sent empty on this request only.
  const signed = await sign(options, request, '', secretKey);
  const headers = { ...signed, 'x-av-token': '', Accept: 'application/json' };
  const response = await request.exchange({ method: 'GET', url, headers });
  const value = response.status === 200 ? readToken(response.body) : undefined;
  if (value !== undefined) {
    // `exp` is in the vendor's time, and the token is kept by this machine's.
    return { value, expiresAt: Date.now() + expiryOf(value, request.now()) - request.now() };
  }
  const refusedBySignature = response.status === 401 || response.status === 403;
  if (refusedBySignature && !again && request.correctClock(response.header('date'))) {
    return mint(options, request, secretKey, true);
  }
  throw refused(url, response);
}

// The answer's body is not repeated: it may echo what was sent.
function refused(url: string, { status }: ExchangeResponse): KeyringError {
  const reason = reasons[status] ?? 'See whether the Smart API of this region is up.';
  const message = `GET ${url} answered ${status} without a token. ${reason} The request was not sent.`;
  return new KeyringError({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider: 'avanan', message });
}

const wrongKey =
  'Check applicationId and secretKey, that they belong to this region, and that this machine’s clock is right.';

const reasons: Readonly<Record<number, string>> = {
  200: 'The answer is not a token: check that baseURL is the Smart API.',
  401: wrongKey,
  403: wrongKey,
  404: 'Check the base URL.',
  500: 'The live API answers so to a date that ends in Z: leave dateFormat at "utc".',
};
