import {
  type ExchangeResponse,
  KeyringError,
  parseJSON,
  property,
  tokenExchangeError,
  type WireRequest,
} from '@axios-keyring/core';
import { type Given } from './options.js';

const provider = 'oauth2';

/** How long metadata serves, in milliseconds. */
const metadataLife = 86_400_000;

/**
 * Gives the token endpoint: that of the options, or what the issuer's metadata says, which is kept for a day.
 *
 * Sources: https://www.rfc-editor.org/rfc/rfc8414, https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export function tokenEndpointOf(options: Given): (request: WireRequest) => string | Promise<string> {
  const { tokenURL = '', issuer } = options;
  if (issuer === undefined) return (request) => new URL(tokenURL, request.baseURL).href;
  let kept: { readonly url: string; readonly until: number } | undefined;
  return async (request) => {
    if (kept && Date.now() < kept.until && kept.until <= Date.now() + metadataLife) return kept.url;
    const url = await discovered(options, issuer, request);
    kept = { url, until: Date.now() + metadataLife };
    return url;
  };
}

async function discovered(options: Given, issuer: string, request: WireRequest): Promise<string> {
  const { response, url } = await metadataOf(issuer, request);
  const metadata = parseJSON(response.body);
  const aliases = property(metadata, 'mtls_endpoint_aliases');
  const alias =
    options.clientAuthentication === 'tls_client_auth' ? property(aliases, 'token_endpoint') : undefined;
  const endpoint = alias ?? property(metadata, 'token_endpoint');
  const fail = (problem: string): KeyringError =>
    tokenExchangeError({
      ...{ provider, response, refused: false },
      message: `The metadata at ${url} ${problem} The request was not sent.`,
    });
  if (response.status !== 200) {
    throw fail(
      `cannot be had: it was answered with ${response.status}. See whether issuer is right, or give tokenURL.`,
    );
  }
  if (property(metadata, 'issuer') !== issuer) {
    throw fail('is of another issuer. Write issuer exactly as the server does, also its slash at the end.');
  }
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint))
    throw fail('names no token endpoint. Give tokenURL.');
  const { origin } = new URL(endpoint);
  const allowed = [issuer, ...(options.tokenHosts ?? [])].map((host) => new URL(host).origin);
  if (!allowed.includes(origin)) {
    throw fail(`says that the token endpoint is at ${origin}. If that is right, list it in tokenHosts.`);
  }
  return endpoint;
}

/** From where OpenID Connect has it, else from where RFC 8414 does. */
async function metadataOf(
  issuer: string,
  request: WireRequest,
): Promise<{ readonly response: ExchangeResponse; readonly url: string }> {
  const base = issuer.replace(/\/$/, '');
  const { origin, pathname } = new URL(base);
  const appended = `${base}/.well-known/openid-configuration`;
  const response = await request.exchange({ method: 'GET', url: appended });
  if (response.status !== 404) return { response, url: appended };
  const path = pathname === '/' ? '' : pathname;
  const inserted = `${origin}/.well-known/oauth-authorization-server${path}`;
  return { response: await request.exchange({ method: 'GET', url: inserted }), url: inserted };
}
