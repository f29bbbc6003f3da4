import axios, { type AxiosBasicCredentials } from 'axios';
import { headerValueProblem } from '../credentials/header-value.js';
import { type CredentialHeaders } from '../authorizer.js';
import { KeyringError } from '../errors.js';
import { own } from '../own.js';
import { type Config, type RequestHeaders } from './adapter.js';

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
  const names: string[] = [];
  for (const [name, value] of Object.entries(credentials)) {
    const problem = value === '' ? undefined : headerValueProblem(value);
    if (problem !== undefined) {
      const message = `The value for the header ${name} ${problem}. The request was not sent.`;
      throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, message });
    }
    headers.set(name, value);
    names.push(name.toLowerCase());
  }
  return names;
}

/**
 * What the private objects inherit from: nothing that could be polluted. Of objects without any prototype, V8 makes
 * slow dictionaries, and each request has two of them.
 */
const nothing: unknown = Object.freeze({ __proto__: null });

// Before 1.20 the fetch adapter copies these options into an object with a prototype and gives it to fetch beside
// the request; what a polluted prototype holds would win over what was signed.
const shadowed = { headers: undefined, method: undefined, body: undefined };
const manualRedirect = { redirect: 'manual' } as const;

/**
 * The private config that the adapter gets. It inherits nothing, so that no polluted prototype steers the request;
 * redirects and statuses are left to us.
 */
export function sealConfig(config: Config, hop: Hop, headers: RequestHeaders, custom: boolean): Config {
  return Object.assign({ __proto__: nothing }, config, destination(config, hop, custom), {
    method: hop.method,
    data: hop.data,
    headers,
    maxRedirects: 0,
    fetchOptions: Object.assign(
      { __proto__: nothing },
      shadowed,
      own(config, 'fetchOptions'),
      manualRedirect,
    ),
    validateStatus: null,
  });
}

// The built-in adapters get the one absolute URL that was matched and signed. A function gets the config's own
// `url`, `baseURL` and `params`, because mocks and caches recognise requests by them; only the serialised query
// is fixed, so that what such a function passes on to a real adapter is what was signed.
function destination(config: Config, { url, original }: Hop, custom: boolean): Partial<Config> {
  if (!custom || !original || !keepsQuery(config, url)) {
    return { url: url.href, baseURL: '', params: undefined, allowAbsoluteUrls: true };
  }
  const inline = inlineQuery(config);
  const query = url.search.slice(inline === '' ? 1 : inline.length + 1);
  return { paramsSerializer: { serialize: () => query } };
}

function keepsQuery(config: Config, url: URL): boolean {
  if (rawURL(config).includes('@') || own(config, 'allowAbsoluteUrls') === false) return false;
  const inline = inlineQuery(config);
  return own(config, 'params') ? url.search.startsWith(inline) : url.search === inline;
}

// Typed as text, but a URL object works too.
function rawURL(config: Config): string {
  const url: unknown = own(config, 'url');
  return url instanceof URL ? url.href : typeof url === 'string' ? url : '';
}

function inlineQuery(config: Config): string {
  const [withoutFragment = ''] = rawURL(config).split('#');
  const start = withoutFragment.indexOf('?');
  return start === -1 ? '' : new URL(`http://localhost/${withoutFragment.slice(start)}`).search;
}
