import {
  type ExchangeResponse,
  headerValueProblem,
  type KeyringError,
  type MintedToken,
  parseJSON,
  property,
  renewCredentials,
  type Secret,
  tokenExchangeError,
  type WireRequest,
} from '@axios-keyring/core';
import { type IssuedUser } from './issued-user.js';
import { type DateHeader } from './signature.js';
import { signedHeaders } from './signed-headers.js';

/** The version of the identity API whose requests these are. */
export const identityVersion = '2023-10-01';

/**
 * Issues tokens of one user, signed with the access key: the identity is created with the first token, unless it is
 * given, and used for all that follow.
 *
 * Source: https://learn.microsoft.com/rest/api/communication/identity/communication-identity
 */
export function issuedTokens(
  user: IssuedUser,
  accessKey: Secret,
  date: DateHeader,
): (request: WireRequest) => Promise<MintedToken> {
  const { scopes, expiresInMinutes } = user;
  let id = user.id;
  return async (request) => {
    const path = id === undefined ? '/identities' : `/identities/${encodeURIComponent(id)}/:issueAccessToken`;
    const url = new URL(`${path}?api-version=${identityVersion}`, request.baseURL);
    const asked = id === undefined ? { createTokenWithScopes: scopes } : { scopes };
    const body = JSON.stringify({ ...asked, expiresInMinutes });
    const response = await exchange(request, url, body, accessKey, date);
    const answer = response.status === 200 || response.status === 201 ? parseJSON(response.body) : undefined;
    const token = id === undefined ? property(answer, 'accessToken') : answer;
    const created = id ?? property(property(answer, 'identity'), 'id');
    const value = property(token, 'token');
    const expiry = Date.parse(String(property(token, 'expiresOn')));
    if (!isText(created) || !isText(value) || Number.isNaN(expiry)) throw refused(url, response);
    id = created;
    return { value, expiresAt: expiry, serverTime: request.now() };
  };
}

async function exchange(
  request: WireRequest,
  url: URL,
  body: string,
  accessKey: Secret,
  date: DateHeader,
  again = false,
): Promise<ExchangeResponse> {
  const signed = exchangeRequest(request, url, body);
  const headers = await signedHeaders(signed, await accessKey(signed), date);
  const response = await request.exchange({
    method: 'POST',
    url: url.href,
    headers: { ...headers, 'Content-Type': 'application/json', Accept: 'application/json' },
    body,
  });
  if (response.status !== 401 || again) return response;
  const recovers = request.correctClock(response.header('date')) || (await renewCredentials(signed));
  return recovers ? exchange(request, url, body, accessKey, date, true) : response;
}

// A request of its own, so that a refusal of it renews the access key, and a refusal of the other the token only.
function exchangeRequest(request: WireRequest, url: URL, body: string): WireRequest {
  return {
    method: 'POST',
    url,
    host: url.host,
    baseURL: request.baseURL,
    body,
    contentType: 'application/json',
    header: () => undefined,
    options: request.options,
    now: () => request.now(),
    correctClock: (date) => request.correctClock(date),
    report: (type, details) => {
      request.report(type, details);
    },
    exchange: request.exchange,
  };
}

function refused(url: URL, response: ExchangeResponse): KeyringError {
  const { status } = response;
  const reason = reasons[status] ?? 'See whether the service is up.';
  const message = `POST ${url.origin}${url.pathname} answered ${status} without a token. ${reason} The request was not sent.`;
  return tokenExchangeError({ provider: 'azure-communication', message, response });
}

const reasons: Readonly<Record<number, string>> = {
  200: 'The answer is not that of the identity API: check the endpoint.',
  201: 'The answer is not that of the identity API: check the endpoint.',
  400: 'Check the id, the scopes and expiresInMinutes of user.',
  401: 'Check that accessKey is a key of this resource, and that this machine’s clock is right.',
  403: 'The access key may not issue tokens: check the resource.',
  404: 'Check the endpoint, and that the identity was not deleted.',
  429: 'The service wants fewer requests: keep one interceptor per user, and not one per request.',
};

function isText(value: unknown): value is string {
  return typeof value === 'string' && headerValueProblem(value) === undefined;
}
