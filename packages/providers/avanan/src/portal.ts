import {
  type MintedToken,
  parseJSON,
  property,
  randomId,
  type Secret,
  serverTime,
  type WireRequest,
} from '@axios-keyring/core';
import { exchangeRefused, type Platform } from './authorizer.js';

/**
 * The hosts of the Infinity Portal, which serve the API and issue its tokens. Regions are isolated: each needs an
 * API key of its own.
 *
 * Source: the Harmony Email & Collaboration API reference; Singapore as public clients have it.
 */
export const portalHosts = {
  us: 'https://cloudinfra-gw-us.portal.checkpoint.com',
  eu: 'https://cloudinfra-gw.portal.checkpoint.com',
  ca: 'https://cloudinfra-gw.ca.portal.checkpoint.com',
  au: 'https://cloudinfra-gw.ap.portal.checkpoint.com',
  uk: 'https://cloudinfra-gw.uk.portal.checkpoint.com',
  in: 'https://cloudinfra-gw.in.portal.checkpoint.com',
  uae: 'https://cloudinfra-gw.me.portal.checkpoint.com',
  sg: 'https://cloudinfra-gw.sg.portal.checkpoint.com',
} as const;

/** The same API on the Infinity Portal: requests carry a token and an ID, without which they are refused. */
export function portal(key: { readonly clientId: string; readonly accessKey: Secret }): Platform {
  const { clientId, accessKey } = key;
  return {
    account: clientId,
    secret: accessKey,
    // The shortest that was reported.
    documentedLife: 1_800_000,
    mint: (request, secret) => mint(request, { clientId, accessKey: secret }),
    credentialOf: (_request, _secret, token) => ({
      headers: {
        Authorization: `Bearer ${token}`,
        'x-av-req-id': randomId(),
      },
    }),
  };
}

// The one request that carries the key itself. An exchange never leaves the origin of the base URL.
async function mint(request: WireRequest, key: object): Promise<MintedToken> {
  const exchange = {
    method: 'POST',
    url: new URL('/auth/external', request.baseURL).href,
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(key),
  } as const;
  const response = await request.exchange(exchange);
  const { status } = response;
  // { success, data: { token, expiresIn } }
  const answer = status === 200 ? parseJSON(response.body) : undefined;
  const hasFailed = property(answer, 'success') === false;
  const data = property(answer, 'data');
  const value = property(data, 'token');
  // The characters that a Bearer token has: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
  if (!hasFailed && typeof value === 'string' && /^[\w\-.~+/]+=*$/.test(value)) {
    const expiresIn = Number(property(data, 'expiresIn') ?? NaN) * 1000;
    return { value, expiresIn, serverTime: serverTime(response.header('date')) };
  }
  if (hasFailed) throw exchangeRefused(exchange, response, `It said success: false. ${wrongKey}`, true);
  const reason = reasons[status] ?? 'See whether the Infinity Portal of this region is up.';
  throw exchangeRefused(exchange, response, reason);
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
