import { type AxiosBasicCredentials } from 'axios';
import { axios } from '../axios.js';
import { headerValueProblem } from '../credentials/header-value.js';
import { type CredentialHeaders } from '../authorizer.js';
import { KeyringError } from '../errors.js';
import { own } from '../own.js';
import { type Config, type RequestHeaders } from './adapter.js';
import { Bare, bareCopy } from './bare-copy.js';

/** The part of a request that changes from one hop of a redirect to the next. */
export interface Hop {
  /** The final URL, as it goes out. */
  readonly url: URL;
  /** Whether the public config's own `url`, `baseURL` and `params` still say where the hop goes. */
  readonly original: boolean;
  /** As axios keeps it: lower case. */
  readonly method: string;
  readonly data: unknown;
  /** The user's headers; never a credential. */
  readonly headers: RequestHeaders;
  /** The user's own Basic credentials, as long as the origin is the one they were given for. */
  readonly auth: AxiosBasicCredentials | undefined;
}

/**
 * The user's headers, in the class that the inner adapter understands: up to 1.8 an instance from another copy
 * of axios lost every header.
 */
export function copyHeaders(source: RequestHeaders, custom: boolean): RequestHeaders {
  const Headers = custom && isHeadersClass(source.constructor) ? source.constructor : axios.AxiosHeaders;
  // Own properties are the headers, `false` and `null` (which mean "do not send") included.
  return Object.assign(new Headers(), source);
}

type HeadersClass = new () => RequestHeaders;

function isHeadersClass(value: unknown): value is HeadersClass {
  return typeof value === 'function' && value !== Object && 'prototype' in value;
}

/**
 * Adds the credential headers, having checked that each can be sent as it is.
 *
 * @returns Their names, in lower case.
 */
export function addCredentials(
  headers: RequestHeaders,
  credentials: CredentialHeaders,
  provider: string,
): readonly string[] {
  const names = Object.keys(credentials).map((name) => name.toLowerCase());
  for (const name of names) dropHeader(headers, name);
  for (const [name, value] of Object.entries(credentials)) {
    const problem = value === '' ? undefined : headerValueProblem(value);
    if (problem !== undefined) {
      const message = `The value for the header ${name} ${problem}. The request was not sent.`;
      throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, message });
    }
    // Not by axios' own method, which would clean a value that was checked.
    headers[name] = value;
  }
  return names;
}

/**
 * Removes a header, however its name is written. Most headers differ in length already.
 *
 * @param name - In lower case.
 */
export function dropHeader(headers: RequestHeaders, name: string): void {
  for (const present of Object.keys(headers)) {
    if (present.length === name.length && present.toLowerCase() === name)
      Reflect.deleteProperty(headers, present);
  }
}

/**
 * The private config that the adapter gets. It inherits nothing, so that no polluted prototype steers the request;
 * redirects and statuses are left to us.
 */
export function sealConfig(config: Config, hop: Hop, headers: RequestHeaders, custom: boolean): Config {
  const sealed = bareCopy(config);
  setDestination(sealed, config, hop, custom);
  sealed.method = hop.method;
  sealed.data = hop.data;
  sealed.headers = headers;
  sealed.maxRedirects = 0;
  sealed.fetchOptions = sealFetchOptions(own(config, 'fetchOptions'));
  sealed.validateStatus = null;
  return sealed;
}

/**
 * The options for fetch beside the request. Before 1.20 the fetch adapter copies them into an object with a prototype;
 * what a polluted prototype holds would win over what was signed.
 */
export function sealFetchOptions(given: Config['fetchOptions']): NonNullable<Config['fetchOptions']> {
  const options: Record<string, unknown> = new Bare();
  if (given) Object.assign(options, given);
  // Nor may the user's own win over it: on some versions headers there would leave the credential out.
  options.headers = undefined;
  options.method = undefined;
  options.body = undefined;
  options.redirect = 'manual';
  return options;
}

// The built-in adapters get the one absolute URL that was matched and signed. A function gets the config's own
// `url`, `baseURL` and `params`, because mocks and caches recognise requests by them; only the serialised query
// is fixed, so that what such a function passes on to a real adapter is what was signed.
function setDestination(sealed: Config, config: Config, { url, original }: Hop, custom: boolean): void {
  const inline = custom && original ? keptQuery(config, url) : undefined;
  if (inline === undefined) {
    sealed.url = url.href;
    sealed.baseURL = '';
    sealed.params = undefined;
    sealed.allowAbsoluteUrls = true;
    return;
  }
  const query = url.search.slice(inline === '' ? 1 : inline.length + 1);
  sealed.paramsSerializer = { serialize: () => query };
}

/** The query that the config's own `url` has, if the config as it is leads to the URL. */
function keptQuery(config: Config, { search }: URL): string | undefined {
  const url = rawURL(config);
  if (url.includes('@') || own(config, 'allowAbsoluteUrls') === false) return undefined;
  const inline = queryOf(url, search);
  const isKept = own(config, 'params') ? search.startsWith(inline) : search === inline;
  return isKept ? inline : undefined;
}

// Typed as text, but a URL object works too.
function rawURL(config: Config): string {
  const url: unknown = own(config, 'url');
  return url instanceof URL ? url.href : typeof url === 'string' ? url : '';
}

/** @param likely - What it probably is, as the parser writes it. */
function queryOf(url: string, likely: string): string {
  if (!url.includes('?')) return '';
  if (likely !== '' && url.indexOf('?') === url.length - likely.length && url.endsWith(likely)) return likely;
  const [withoutFragment = ''] = url.split('#');
  const start = withoutFragment.indexOf('?');
  return start === -1 ? '' : new URL(`http://localhost/${withoutFragment.slice(start)}`).search;
}
