import { type AxiosRequestConfig, type InternalAxiosRequestConfig } from 'axios';
import { type BaseURL, type Route } from '../contract/authorizer.js';
import { Axios, AxiosError } from '../platform/axios.js';
import { isKeyringError, KeyringError } from '../platform/errors.js';
import { withoutTrailing } from '../platform/text.js';
import { own, property } from '../platform/values.js';
import { RouteTable } from './route-table.js';

/** Where a request goes before its `params` are added, read once. */
export interface Address {
  readonly url: string;
  readonly baseURL: string;
  /** Both, as axios puts them together; not parsed yet. */
  readonly text: string;
}

/**
 * Where axios would send a request, before its `params` are added.
 *
 * @param read - Reads a member of the config; its own ones only, unless something else is asked for.
 * @throws KeyringError `ERR_KEYRING_REQUEST_URL` if the address is neither a text nor a URL.
 */
export function address(config: InternalAxiosRequestConfig, read: typeof own = own): Address {
  const baseURL = addressText(read(config, 'baseURL'), 'baseURL');
  const url = addressText(read(config, 'url'), 'url');
  return { url, baseURL, text: fullPath(baseURL, url, read(config, 'allowAbsoluteUrls')) };
}

/**
 * A part of an address as text. Typed as text, but a URL object works too. Whatever else can be made a text may be another
 * one each time, and versions of axios make different ones of it.
 */
function addressText(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (value instanceof URL) return value.href;
  const message =
    `${name} on the request config is neither a text nor a URL, so it cannot be told where axios would send the ` +
    `request. Give it as a text: String(${name}). The request was not sent.`;
  throw new KeyringError({ code: 'ERR_KEYRING_REQUEST_URL', option: name, message });
}

/** An address as a URL; `undefined` if it is none. */
export function locate(text: string): URL | undefined {
  const base = /^https?:\/\//i.test(text) ? undefined : pageAddress();
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** The address of the page, where there is one. Some servers have the global too, without a value. */
export function pageAddress(): string | undefined {
  const page: unknown = Reflect.get(globalThis, 'location');
  const address = property(page, 'href');
  return typeof address === 'string' ? address : undefined;
}

/** What an address has before its path. */
export function beforePath(text: string): string {
  const end = text.indexOf('/', 'https://'.length);
  return end === -1 ? text : text.slice(0, end);
}

// A host of letters that begins its last label with one is no IP address, and the parser leaves it as it is:
// https://url.spec.whatwg.org/#host-parsing
const plainOrigin = /^https?:\/\/(?:[a-z\d-]+\.)*[a-z][a-z\d-]*$/;

/**
 * Whether what an address has before its path is its origin, so that no parser is needed to tell: most requests of an
 * application go elsewhere, and to see that costs less than parsing. `false` wherever there is any doubt.
 *
 * @param text - As {@link beforePath} gives it.
 */
export function isEvidentOrigin(text: string): boolean {
  // Punycode is checked by the parser, and may be no host at all.
  return plainOrigin.test(text) && !text.includes('xn--');
}

let uriBuilder: Axios | undefined;

/**
 * The final URL: with `params`, as the installed axios serialises them (versions differ), and without userinfo
 * and fragment, which never reach the wire.
 */
export function finalURL(
  given: InternalAxiosRequestConfig,
  location: URL,
  config: InternalAxiosRequestConfig,
): URL {
  const params: unknown = own(given, 'params');
  const { pathname, href, hash, username, password } = location;
  // Parsing costs more than looking. An empty query or fragment leaves its mark in a URL, but not on the wire.
  const isFinal = hash === '' && username === '' && password === '' && !/[?#]$/.test(href);
  if (!params && isFinal) return location;
  let pathAndQuery = pathname + location.search;
  if (params) {
    const serializer = own(given, 'paramsSerializer');
    // Before 1.8 getUri passes over a serializer that is a function: https://github.com/axios/axios/issues/6676
    const paramsSerializer = typeof serializer === 'function' ? { serialize: serializer } : serializer;
    const request = { url: pathAndQuery, params, ...(paramsSerializer && { paramsSerializer }) };
    pathAndQuery = serialised(request, config);
    if (!isOfPath(pathAndQuery, pathname)) throw steered(location);
  }
  const url = new URL(location.origin + pathAndQuery);
  url.hash = '';
  return url;
}

// A `paramsSerializer` that throws fails the request as it does without us.
function serialised(request: AxiosRequestConfig, config: InternalAxiosRequestConfig): string {
  try {
    return buildURI(request);
  } catch (error) {
    if (isKeyringError(error)) throw error;
    throw AxiosError.from(error, AxiosError.ERR_BAD_REQUEST, config);
  }
}

function isOfPath(pathAndQuery: string, pathname: string): boolean {
  const { length } = pathname;
  return (
    pathAndQuery.startsWith(pathname) && (pathAndQuery.length === length || pathAndQuery[length] === '?')
  );
}

function steered({ origin, pathname }: URL): KeyringError {
  const message =
    `axios wrote another path than that of ${origin}${pathname} when it added params to it. Only the query may change: ` +
    'look for a polluted Object.prototype. The request was not sent.';
  return new KeyringError({ code: 'ERR_KEYRING_REQUEST_URL', message });
}

/** A request's address with its `params`, as the installed axios writes it. */
export function buildURI(request: AxiosRequestConfig): string {
  // An instance without defaults: the exported function would mix in the global ones.
  uriBuilder ??= new Axios({});
  // Before 1.15 an inherited `baseURL` would be put before what has none of its own.
  return uriBuilder.getUri({ baseURL: '', ...request });
}

function fullPath(baseURL: string, url: string, allowAbsoluteUrls: boolean | undefined): string {
  if (baseURL === '') return url;
  // Most are paths, and need no expression to tell.
  const isAbsolute = url.startsWith('/') ? url.startsWith('//') : /^[a-z][a-z\d+\-.]*:\/\//i.test(url);
  if (isAbsolute && allowAbsoluteUrls !== false) return url;
  if (url === '') return baseURL;
  const start = baseURL.endsWith('/') ? withoutTrailing(baseURL, '/') : baseURL;
  if (!url.startsWith('/')) return `${start}/${url}`;
  return start + (url.startsWith('//') ? url.replace(/^\/+/, '/') : url);
}

/** The route of a URL. Of all interceptors the same base URL wins as within one keyring. */
export function routeOf(url: URL, tables: readonly { readonly table: RouteTable }[]): Route | undefined {
  let best: Route | undefined;
  let rival: Route | undefined;
  for (const { table } of tables) {
    const route = table.match(url);
    if (!route) continue;
    const lead = best ? precedence(route.baseURL, best.baseURL) : 1;
    if (lead > 0) [best, rival] = [route, undefined];
    else if (lead === 0 && best?.authorizer.equals(route.authorizer) === false) rival = route;
  }
  if (best && rival) throw ambiguous(best, rival);
  return best;
}

/** Above 0 if the first of two base URLs that cover the same URL goes before the second; 0 if they are the same. */
function precedence(first: BaseURL, second: BaseURL): number {
  return (
    Number(second.isWildcard) - Number(first.isWildcard) ||
    first.origin.length - second.origin.length ||
    first.path.length - second.path.length
  );
}

function ambiguous(first: Route, second: Route): KeyringError {
  const providers = [first, second].map(({ authorizer }) => authorizer.provider).join(' and ');
  const message =
    `Two interceptors on this axios instance (${providers}) serve ${first.baseURL.href} with different ` +
    'credentials, so it cannot be told which to send. Register one, or give each an axios instance of its own.';
  return new KeyringError({ code: 'ERR_KEYRING_DUPLICATE_ROUTE', message });
}

/** Has the provider write a URL's query as its API wants it. */
export function rewriteQuery(url: URL, { authorizer }: Route): void {
  if (authorizer.rewriteQuery) url.search = authorizer.rewriteQuery(new URL(url));
}
