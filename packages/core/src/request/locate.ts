import { type InternalAxiosRequestConfig } from 'axios';
import { Axios } from '../axios.js';
import { property } from '../json.js';
import { own } from '../own.js';

/** Where axios would send a request, before its `params` are added; not parsed yet. */
export function address(config: InternalAxiosRequestConfig): string {
  const url: unknown = own(config, 'url') ?? '';
  // Typed as text, but a URL object works too.
  const text = typeof url === 'string' ? url : String(url);
  return fullPath(own(config, 'baseURL'), text, own(config, 'allowAbsoluteUrls'));
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

// Some servers have the global too, without a value.
function pageAddress(): string | undefined {
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

/**
 * The final URL: with `params`, as the installed axios serialises them (versions differ), and without userinfo
 * and fragment, which never reach the wire.
 */
export function finalURL(config: InternalAxiosRequestConfig, location: URL): URL {
  const params: unknown = own(config, 'params');
  if (!params && isFinal(location)) return location;
  let pathAndQuery = location.pathname + location.search;
  if (params) {
    const serializer = own(config, 'paramsSerializer');
    // Before 1.8 getUri passes over a serializer that is a function: https://github.com/axios/axios/issues/6676
    const paramsSerializer = typeof serializer === 'function' ? { serialize: serializer } : serializer;
    const request = { url: pathAndQuery, params, ...(paramsSerializer && { paramsSerializer }) };
    pathAndQuery = uriBuilder.getUri(request);
  }
  const url = new URL(location.origin + pathAndQuery);
  url.hash = '';
  return url;
}

// Parsing costs more than looking. An empty query or fragment leaves its mark in a URL, but not on the wire.
function isFinal({ href, hash, username, password }: URL): boolean {
  return hash === '' && username === '' && password === '' && !/[?#]$/.test(href);
}

// An instance without defaults: the exported function would mix in the global ones.
const uriBuilder = new Axios({});

function fullPath(baseURL: string | undefined, url: string, allowAbsoluteUrls: boolean | undefined): string {
  if (!baseURL || (isAbsolute(url) && allowAbsoluteUrls !== false)) return url;
  if (url === '') return baseURL;
  const start = baseURL.endsWith('/') ? baseURL.replace(/\/+$/, '') : baseURL;
  if (!url.startsWith('/')) return `${start}/${url}`;
  return start + (url.startsWith('//') ? url.replace(/^\/+/, '/') : url);
}

function isAbsolute(url: string): boolean {
  // Most are paths, and need no expression to tell.
  return url.startsWith('/') ? url.startsWith('//') : /^[a-z][a-z\d+\-.]*:\/\//i.test(url);
}
