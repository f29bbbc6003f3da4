import {
  type ExchangeResponse,
  headerValueProblem,
  type KeyringError,
  type MintedToken,
  parseJSON,
  property,
  tokenExchangeError,
  type WireRequest,
} from '@axios-keyring/core';
import { Flight, mockOf } from '@axios-keyring/core/engine';
import { type IssuedUser } from './issued-user.js';
import { type DateHeader, signedHeaders } from './signature.js';

/** The version of the identity API whose requests these are. */
export const identityVersion = '2023-10-01';

/** Whose tokens are issued. */
interface Identity {
  id: string | undefined;
  /** Creates it, with its first token. */
  creating?: Flight<void> | undefined;
}

/**
 * Issues tokens of one user, signed with an access key: the identity is created with the first token, unless it is
 * given, and used for all that follow, whichever key signs.
 *
 * Source: https://learn.microsoft.com/rest/api/communication/identity/communication-identity
 */
export function issuedTokens(
  user: IssuedUser,
  date: DateHeader,
): (request: WireRequest, accessKey: string) => Promise<MintedToken> {
  const real: Identity = { id: user.id };
  // What a mock answers is no identity of the service.
  const apart = new WeakMap<object, Identity>();
  const identityOf = (mock: object): Identity => {
    const identity = apart.get(mock) ?? { id: undefined };
    apart.set(mock, identity);
    return identity;
  };
  return async (request, accessKey) => {
    const mock = mockOf(request);
    const identity = mock && real.id === undefined ? identityOf(mock) : real;
    // Tokens of two keys may be fetched at once, but there is one identity.
    while (identity.id === undefined && identity.creating) await ended(identity, identity.creating);
    const issuing = issue({ ...user, id: identity.id }, request, accessKey, date);
    if (identity.id === undefined) {
      identity.creating = new Flight(async () => {
        const { id } = await issuing;
        // Only its first answer shows that a function is a mock.
        const answered = mockOf(request);
        (answered ? identityOf(answered) : identity).id = id;
      });
    }
    return (await issuing).token;
  };
}

// Where it failed, or died with the request of a worker that began it, the next one creates the identity.
async function ended(identity: Identity, creating: Flight<void>): Promise<void> {
  await creating.landed().catch(() => undefined);
  if (identity.creating === creating) identity.creating = undefined;
}

interface Issued {
  readonly id: string;
  readonly token: MintedToken;
}

async function issue(
  { id, scopes, expiresInMinutes }: IssuedUser,
  request: WireRequest,
  accessKey: string,
  date: DateHeader,
): Promise<Issued> {
  const path = id === undefined ? '/identities' : `/identities/${encodeURIComponent(id)}/:issueAccessToken`;
  const url = new URL(`${path}?api-version=${identityVersion}`, request.baseURL);
  const asked = id === undefined ? { createTokenWithScopes: scopes } : { scopes };
  const body = JSON.stringify({ ...asked, expiresInMinutes });
  const send = (): Promise<ExchangeResponse> => exchange(request, url, body, accessKey, date);
  let response = await send();
  if (response.status === 401 && request.correctClock(response.header('date'))) response = await send();
  const answer = response.status === 200 || response.status === 201 ? parseJSON(response.body) : undefined;
  const token = id === undefined ? property(answer, 'accessToken') : answer;
  const owner = id ?? property(property(answer, 'identity'), 'id');
  const value = property(token, 'token');
  const expiry = Date.parse(String(property(token, 'expiresOn')));
  if (!isText(owner) || !isText(value) || Number.isNaN(expiry)) throw refused(url, response);
  return { id: owner, token: { value, expiresAt: expiry, serverTime: request.now() } };
}

async function exchange(
  request: WireRequest,
  url: URL,
  body: string,
  accessKey: string,
  date: DateHeader,
): Promise<ExchangeResponse> {
  const parts = { method: 'POST', url, host: url.host, body, now: () => request.now() } as const;
  const headers = await signedHeaders(parts, accessKey, date);
  return request.exchange({
    method: parts.method,
    url: url.href,
    headers: { ...headers, 'Content-Type': 'application/json', Accept: 'application/json' },
    body,
  });
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
