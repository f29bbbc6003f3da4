import {
  type CredentialHeaders,
  type ExchangeResponse,
  KeyringError,
  type Secret,
  type Token,
  type WireRequest,
} from '@axios-keyring/core';
import { TokenSources } from '../token-sources.js';
import { readAnswer } from './token.js';

/** What the authorizer needs of the provider's options. */
export interface AuthorizerOptions {
  readonly clientId: string;
  readonly accessKey: Secret;
}

/** Gives each request the token and a request ID, without which the API refuses it. */
export function createAuthorizer({
  clientId,
  accessKey,
}: AuthorizerOptions): (request: WireRequest) => Promise<CredentialHeaders> {
  const sources = new TokenSources((request, key) => mint(request, clientId, key));
  return async (request) => {
    const token = await sources.for(request, await accessKey(request)).get(request);
    return { Authorization: `Bearer ${token}`, 'x-av-req-id': crypto.randomUUID() };
  };
}

// The one request that carries the key itself. An exchange never leaves the origin of the base URL.
async function mint(request: WireRequest, clientId: string, accessKey: string): Promise<Token> {
  const url = new URL('/auth/external', request.baseURL).href;
  const before = Date.now();
  const response = await request.exchange({
    method: 'POST',
    url,
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ clientId, accessKey }),
  });
  const answer = response.status === 200 ? readAnswer(response.body) : {};
  if ('token' in answer) {
    return { value: answer.token, expiresAt: before + answer.life(serverTime(response, before)) };
  }
  throw refused(url, response, answer.success === false);
}

function serverTime(response: ExchangeResponse, fallback: number): number {
  const time = Date.parse(response.header('date') ?? '');
  return Number.isNaN(time) ? fallback : time;
}

// The answer's body is not repeated: it may echo what was sent.
function refused(url: string, response: ExchangeResponse, failed: boolean): KeyringError {
  const { status } = response;
  const retryAfter = response.header('retry-after');
  const reason = failed
    ? `It said success: false. ${wrongKey}`
    : (reasons[status] ?? 'See whether the Infinity Portal of this region is up.');
  const wait = status === 429 && retryAfter !== undefined && /^\d+$/.test(retryAfter);
  const message =
    `POST ${url} answered ${status} without a token. ${reason}` +
    `${wait ? ` It asks to wait for ${retryAfter} seconds.` : ''} The request was not sent.`;
  return new KeyringError({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider: 'avanan', message });
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
