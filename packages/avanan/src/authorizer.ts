import {
  type CredentialHeaders,
  type ExchangeResponse,
  KeyringError,
  type Secret,
  type Token,
  TokenSource,
  type WireRequest,
} from '@axios-keyring/core';
import { type DateFormat, formatDate } from './date.js';
import { signature } from './signature.js';
import { expiryOf, readToken } from './token.js';

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
  // One source for every base URL: regions are separate interceptors, and an emulator replaces the only one.
  const tokens = new TokenSource({ mint: (request) => mint(options, request) });
  return async (request) => {
    const token = await tokens.get(request);
    return {
      ...(await sign(options, request, request.url.pathname + request.url.search)),
      'x-av-token': token,
    };
  };
}

async function sign(
  { applicationId, secretKey, dateFormat }: AuthorizerOptions,
  request: WireRequest,
  requestString: string,
): Promise<Record<string, string>> {
  const requestId = crypto.randomUUID();
  const date = formatDate(request.now(), dateFormat);
  const parts = { requestId, applicationId, date, requestString, secretKey: await secretKey(request) };
  return {
    'x-av-req-id': requestId,
    'x-av-app-id': applicationId,
    'x-av-date': date,
    'x-av-sig': await signature(parts),
  };
}

async function mint(options: AuthorizerOptions, request: WireRequest, again = false): Promise<Token> {
  const url = new URL('/v1.0/auth', request.baseURL).href;
  // The guide: sent empty on this request only.
  const headers = { ...(await sign(options, request, '')), 'x-av-token': '', Accept: 'application/json' };
  const response = await request.exchange({ method: 'GET', url, headers });
  const value = response.status === 200 ? readToken(response.body) : undefined;
  if (value !== undefined) {
    // `exp` is in the vendor's time, and the token is kept by this machine's.
    return { value, expiresAt: Date.now() + expiryOf(value, request.now()) - request.now() };
  }
  const refusedBySignature = response.status === 401 || response.status === 403;
  if (refusedBySignature && !again && request.correctClock(response.header('date'))) {
    return mint(options, request, true);
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
