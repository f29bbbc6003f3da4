import { type AxiosBasicCredentials, type AxiosResponse } from 'axios';
import { own } from '../own.js';
import { type Config } from './adapter.js';
import { type Hop } from './seal.js';

/** What the user's `beforeRedirect` made of a redirect. */
export interface RedirectDecision {
  readonly method: string;
  readonly headers: Record<string, string | string[] | false | null>;
  /** The Basic credentials of the next hop. */
  readonly auth: AxiosBasicCredentials | undefined;
  /** Where to go instead; `undefined` if the hook left the address as it was. */
  readonly href: string | undefined;
}

/**
 * Calls the user's `beforeRedirect` as axios' http adapter does. The hook sees the user's own headers, without
 * any credential; it may change them, the method, the address, or `auth`, or refuse by throwing.
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
  const address = addressOf(next.url);
  const auth = next.auth && `${next.auth.username}:${next.auth.password}`;
  const options = {
    ...address,
    href: next.url.href,
    host: next.url.host,
    pathname: next.url.pathname,
    search: next.url.search,
    method: next.method.toUpperCase(),
    headers: sentHeaders(next.headers),
    auth,
  };
  Reflect.apply(beforeRedirect, undefined, [
    options,
    { headers: sentHeaders(response.headers), statusCode: response.status },
    { headers: sentHeaders(hop.headers), url: hop.url.href, method: hop.method.toUpperCase() },
  ]);
  return {
    method: options.method.toLowerCase(),
    headers: { ...unsentHeaders(next.headers), ...options.headers },
    auth: options.auth === auth ? next.auth : basic(options.auth),
    href: hrefOf(options, address),
  };
}

interface Address {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
  readonly path: string;
}

function addressOf({ protocol, hostname, port, pathname, search }: URL): Address {
  return { protocol, hostname, port, path: pathname + search };
}

function hrefOf({ protocol, hostname, port, path }: Address, before: Address): string | undefined {
  const unchanged =
    protocol === before.protocol &&
    hostname === before.hostname &&
    port === before.port &&
    path === before.path;
  const authority = port === '' ? hostname : `${hostname}:${port}`;
  return unchanged ? undefined : `${protocol}//${authority}${path}`;
}

/** As Node's http module takes it: `user:password`. */
function basic(auth: string | undefined): AxiosBasicCredentials | undefined {
  if (!auth) return undefined;
  const colon = auth.indexOf(':');
  if (colon === -1) return { username: auth, password: '' };
  return { username: auth.slice(0, colon), password: auth.slice(colon + 1) };
}

function sentHeaders(headers: unknown): Record<string, string | string[]> {
  const sent: Record<string, string | string[]> = {};
  for (const [name, value] of entriesOf(headers)) {
    if (typeof value === 'string') sent[name] = value;
    else if (Array.isArray(value)) sent[name] = value.map(String);
  }
  return sent;
}

// `false` and `null` stand for "do not send", which a redirect does not change.
function unsentHeaders(headers: unknown): Record<string, false | null> {
  const unsent: Record<string, false | null> = {};
  for (const [name, value] of entriesOf(headers)) if (value === false || value === null) unsent[name] = value;
  return unsent;
}

function entriesOf(headers: unknown): [string, unknown][] {
  return Object.entries(headers ?? {});
}
