import { type ExchangeResponse, type RenewedGrant } from '@axios-keyring/core';
import { type Client, type TokenRequestPart, type TokenRequestPlace } from './client-authentication.js';
import { type Prover } from './dpop.js';
import { type Grant } from './grants.js';
import { type Given } from './options.js';
import { readAnswer } from './token-answer.js';

/** Who asks for a token, and for what. */
export interface TokenWish {
  readonly options: Given;
  readonly client: Client;
  readonly grant: Grant;
  readonly prover: Prover | undefined;
}

/**
 * Asks a token endpoint for a token; twice where the first answer says the server's nonce, or that the clock is wrong.
 *
 * @throws KeyringError `ERR_KEYRING_TOKEN_EXCHANGE` for an answer without a token.
 */
export async function askForToken(
  wish: TokenWish,
  place: TokenRequestPlace,
  refreshToken?: string,
): Promise<RenewedGrant> {
  const { options, prover } = wish;
  const { request, tokenURL } = place;
  let response = await send(wish, place, refreshToken);
  const isNonce = prover?.learn(new URL(tokenURL).origin, response) ?? false;
  if (
    isNonce ||
    (isSigned(options) && isRefused(response) && request.correctClock(response.header('date')))
  ) {
    response = await send(wish, place, refreshToken);
    prover?.learn(new URL(tokenURL).origin, response);
  }
  return readAnswer(response, tokenURL, options);
}

function isRefused({ status }: ExchangeResponse): boolean {
  return status === 400 || status === 401;
}

// Only what is signed has a time in it.
function isSigned({ clientAuthentication, assertionKey, dpop }: Given): boolean {
  return clientAuthentication.endsWith('_jwt') || assertionKey !== undefined || dpop;
}

async function send(
  { options, client, grant, prover }: TokenWish,
  place: TokenRequestPlace,
  refreshToken: string | undefined,
): Promise<ExchangeResponse> {
  const { request, tokenURL } = place;
  const parameters = await grant.parameters(place);
  const shown: TokenRequestPart = await client.authenticate(place);
  const proof = await prover?.prove(request, { method: 'POST', url: new URL(tokenURL) });
  const { scope, audience, resource = [] } = options;
  const named = {
    ...parameters,
    refresh_token: refreshToken,
    scope,
    audience,
    ...options.parameters,
    ...shown.parameters,
  };
  const fields = Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  // Of RFC 8707; the only parameter that may be there more than once.
  const body = new URLSearchParams([...fields, ...resource.map((one) => ['resource', one])]).toString();
  return request.exchange({
    ...{ method: 'POST', url: tokenURL, body },
    headers: {
      ...options.headers,
      'Content-Type': 'application/x-www-form-urlencoded',
      ...shown.headers,
      ...(proof !== undefined && { DPoP: proof }),
    },
    showsCertificate: options.clientAuthentication === 'tls_client_auth',
  });
}
