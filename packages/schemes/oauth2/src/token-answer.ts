import {
  answeredLife,
  type ExchangeResponse,
  headerValueProblem,
  type KeyringError,
  parseJSON,
  property,
  type RenewedGrant,
  serverTime,
  tokenExchangeError,
} from '@axios-keyring/core';
import { type Given } from './options.js';

/**
 * Reads what a token endpoint answered, as servers really do: any 2xx status may have a token, or an error.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc6749#section-5
 *
 * @throws KeyringError `ERR_KEYRING_TOKEN_EXCHANGE` for an answer without a token that can be used.
 */
export function readAnswer(response: ExchangeResponse, tokenURL: string, options: Given): RenewedGrant {
  const answer = parseJSON(response.body);
  const value = property(answer, 'access_token') ?? property(answer, 'token');
  const isSuccess = response.status >= 200 && response.status < 300;
  if (!isSuccess || typeof value !== 'string' || value === '') throw refusal(response, tokenURL, options);
  const problem = headerValueProblem(value) ?? typeProblem(property(answer, 'token_type'), options.dpop);
  if (problem !== undefined) {
    const message = `${tokenURL} gave a token that ${problem}. The request was not sent.`;
    throw tokenExchangeError({ provider: 'oauth2', message, response, refused: false });
  }
  return {
    ...{ value, ...answeredLife(answer), serverTime: serverTime(response.header('date')) },
    // One that is over already serves the request that it was fetched for.
    ...(Number(property(answer, 'expires_in') ?? NaN) <= 0 && isSaid(answer) && { expiresIn: 1 }),
    refreshToken: property(answer, 'refresh_token'),
  };
}

function isSaid(answer: unknown): boolean {
  return property(answer, 'expires_in') !== '';
}

// Other types than this one are written in many ways, and are all sent as Bearer.
function typeProblem(type: unknown, dpop: boolean): string | undefined {
  const isBound = typeof type === 'string' && type.toLowerCase() === 'dpop';
  if (isBound && !dpop) return 'is bound to a key (token type DPoP), though no proof was sent. Set dpop';
  if (!isBound && dpop && type !== undefined)
    return 'is not bound to a key. The server does not do DPoP for this client: change that there, or leave out dpop';
  return undefined;
}

const advice: Readonly<Record<string, string>> = {
  invalid_request:
    'The server misses a parameter, or does not know one: see what it wants, and set parameters.',
  invalid_grant:
    'The grant is not valid any more, was made for another client, or its assertion has the wrong issuer, audience or time.',
  unauthorized_client: 'This client may not use this grant. Allow it where the client is registered.',
  unsupported_grant_type: 'The server does not know this grant. Check grant and the token URL.',
  invalid_scope:
    'The client may not have this scope, or there is none of this name. Check scope, word by word.',
  invalid_target:
    'The server knows no such resource or audience, or not for this client. Check resource and audience.',
  invalid_dpop_proof:
    'The proof of the key was not accepted. Check the token URL, which is part of it, and the clock.',
};

const ofClient = 'Check clientId, and that the client is registered for clientAuthentication';

const clientAdvice: Readonly<Record<Given['clientAuthentication'], string>> = {
  client_secret_basic:
    `${ofClient} client_secret_basic; some servers want client_secret_post. Where the secret has other characters than ` +
    'letters and digits, try client_secret_basic_unencoded. See whether the secret was replaced.',
  client_secret_basic_unencoded: `${ofClient} client_secret_basic. Most servers want the secret encoded.`,
  client_secret_post: `${ofClient} client_secret_post. See whether the secret was replaced.`,
  client_secret_jwt: `${ofClient} client_secret_jwt, with HS256 and this audience (clientAssertionAudience).`,
  private_key_jwt:
    `${ofClient} private_key_jwt, that the server has the public key (keyId), and which audience it wants ` +
    '(clientAssertionAudience: the token URL, or the issuer).',
  tls_client_auth: `${ofClient} tls_client_auth with this certificate, and that the URL is the one that asks for it.`,
  none: 'The server wants to know the client: give clientSecret, privateKey or a certificate.',
};

const waiting = ['temporarily_unavailable', 'server_error', 'slow_down', 'authorization_pending'];

function refusal(response: ExchangeResponse, tokenURL: string, options: Given): KeyringError {
  const { status, body } = response;
  const answer = parseJSON(body);
  const error = property(answer, 'error');
  const known = typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : undefined;
  const { origin, pathname } = new URL(tokenURL);
  const told = known !== undefined && response.quote(known) !== undefined ? ` and ${known}` : '';
  const message =
    `${origin}${pathname} answered ${status}${told} without a token. ${adviceFor(known, status, options)} ` +
    'The request was not sent.';
  const said = property(answer, 'error_description');
  const isWaiting = known !== undefined && waiting.includes(known);
  const isKnown = known === 'invalid_client' || (known !== undefined && known in advice);
  const refused = isWaiting ? { refused: false } : isKnown ? { refused: true } : {};
  return tokenExchangeError({ provider: 'oauth2', message, response, said, ...refused });
}

function adviceFor(error: string | undefined, status: number, options: Given): string {
  if (error === 'invalid_client' || (error === undefined && status === 401))
    return clientAdvice[options.clientAuthentication];
  if (error === 'invalid_grant' && options.grant === 'client_credentials')
    return 'The server does not accept this client with client_credentials. Check clientId and clientSecret.';
  const known = error === undefined ? undefined : advice[error];
  if (known !== undefined) return known;
  if (status >= 500 || status === 429) return 'See whether the authorization server is up.';
  if (status >= 300 && status < 400)
    return 'It redirects, which is never followed. Give the URL that it leads to.';
  if (status === 404 || status === 405) return 'Check the token URL.';
  return 'The answer is no token as RFC 6749 has it. Check the token URL, and that no proxy or login page answers.';
}
