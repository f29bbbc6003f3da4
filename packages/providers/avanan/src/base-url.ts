import { type BaseURL } from '@axios-keyring/core';
import { withoutTrailing } from '@axios-keyring/core/engine';
/** The two generations of the API. */
export type Platform = 'smart-api' | 'infinity';

/**
 * Understands a base URL as it is found in the vendor's pages: a host alone, or the address at which tokens are
 * fetched. The portal shows users only that address.
 */
export function understandBaseURL(text: string, platform: Platform): string {
  const url = /^[\w-]+(\.[\w-]+)+(:\d+)?(\/|$)/.test(text) ? `https://${text}` : text;
  const bare = withoutTrailing(url, '/');
  if (platform === 'smart-api') return bare.endsWith('/v1.0/auth') ? bare.slice(0, -'/auth'.length) : url;
  const [, origin] = /^(https?:\/\/[^/?#\\]+)(\/auth\/external)?$/i.exec(bare) ?? [];
  return origin === undefined ? url : `${origin}/app/hec-api`;
}

/** Says why a base URL cannot be the Smart API; `undefined` if it can. */
export function smartApiProblem({ origin, path }: BaseURL): string | undefined {
  if (isPortal(origin)) return "is a host of the Infinity Portal, which takes platform: 'infinity'";
  return path === '' || path === '/v1.0'
    ? undefined
    : 'has a path, but the signature covers the path, /v1.0 first';
}

/** Says why a base URL cannot be the Infinity Portal, where the access key is sent to; `undefined` if it can. */
export function portalProblem({ origin, path }: BaseURL): string | undefined {
  if (isSmartApi(origin)) return 'is a host of the Smart API, which never takes the access key';
  return /^(\/app\/hec-api(\/v1\.0)?)?$/.test(path)
    ? undefined
    : 'has another path than /app/hec-api, so it is not clear where tokens are fetched';
}

// Anchored at both ends: a look-alike host is neither.
function isPortal(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname.startsWith('cloudinfra') && hostname.endsWith('.portal.checkpoint.com');
}

function isSmartApi(origin: string): boolean {
  return new URL(origin).hostname.endsWith('.avanan.net');
}
