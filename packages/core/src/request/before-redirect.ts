import { type AxiosResponse } from 'axios';
import { own } from '../own.js';
import { type Config } from './adapter.js';
import { type Hop } from './seal.js';

/** What the user's `beforeRedirect` made of a redirect. */
export interface RedirectDecision {
  readonly headers: Record<string, string>;
  /** Where to go instead; `undefined` if the hook left the address as it was. */
  readonly href: string | undefined;
}

/**
 * Calls the user's `beforeRedirect` as axios' http adapter does. The hook sees the user's own headers, without
 * any credential; it may change them or the address, or refuse by throwing.
 *
 * @returns `undefined` if there is no hook.
 */
export function consultBeforeRedirect(
  next: Hop,
  hop: Hop,
  response: AxiosResponse,
  config: Config,
): RedirectDecision | undefined {
  const beforeRedirect = own(config, 'beforeRedirect');
  if (typeof beforeRedirect !== 'function') return undefined;
  const { url } = next;
  const address = {
    protocol: url.protocol,
    hostname: url.hostname,
    port: url.port,
    path: url.pathname + url.search,
  };
  const options = {
    ...address,
    href: url.href,
    host: url.host,
    pathname: url.pathname,
    search: url.search,
    method: next.method.toUpperCase(),
    headers: plainHeaders(next.headers),
  };
  Reflect.apply(beforeRedirect, undefined, [
    options,
    { headers: plainHeaders(response.headers), statusCode: response.status },
    { headers: plainHeaders(hop.headers), url: hop.url.href, method: hop.method.toUpperCase() },
  ]);
  const { protocol, hostname, port, path, headers } = options;
  const unchanged =
    protocol === address.protocol &&
    hostname === address.hostname &&
    port === address.port &&
    path === address.path;
  const authority = port === '' ? hostname : `${hostname}:${port}`;
  return { headers, href: unchanged ? undefined : `${protocol}//${authority}${path}` };
}

function plainHeaders(headers: unknown): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (typeof value === 'string') plain[name] = value;
  }
  return plain;
}
