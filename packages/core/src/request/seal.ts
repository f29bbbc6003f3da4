import { type AxiosBasicCredentials } from 'axios';
import { axios, axiosIsBefore } from '../platform/axios.js';
import { headerValueProblem } from '../credentials/header-value.js';
import { type CredentialHeaders } from '../contract/authorizer.js';
import { KeyringError } from '../platform/errors.js';
import { own } from '../platform/own.js';
import { type Config, type RequestHeaders } from './adapter.js';
import { Bare, cloneBare } from '../platform/bare-copy.js';
import { type RequestChanges } from './transport.js';

/** The part of a request that changes from one hop of a redirect to the next. */
export interface Hop {
  /** The final URL, as it goes out. */
  readonly url: URL;
  /** The fragment of where a redirect led, which never goes out. */
  readonly hash: string;
  /**
   * What the config's own `params` come to, if the adapter is to get these with its own `url` and `baseURL`; `false`
   * if it gets the URL.
   */
  readonly original: string | false;
  /** As axios keeps it: lower case. */
  readonly method: string;
  readonly data: unknown;
  /** The user's headers; never a credential. */
  readonly headers: RequestHeaders;
  /** The Basic credentials that it is sent with. */
  readonly auth: AxiosBasicCredentials | undefined;
  /** The user's own, as long as no other origin was gone to. */
  readonly ownAuth: AxiosBasicCredentials | undefined;
  /** What the user's `beforeRedirect` set beside all that; of its own, so that none is inherited. */
  readonly changes: RequestChanges | undefined;
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

/**
 * Makes the Host header what will arrive: white space around it is not sent, an empty one is not either, and axios before
 * 1.16 writes its own over it for an http proxy.
 *
 * @returns The user's own, if it will arrive.
 */
export function settleHost(sealed: Config): string | undefined {
  const { headers } = sealed;
  if (!hasHeader(headers, 'host')) return undefined;
  const given: unknown = headers.get('host');
  if (typeof given !== 'string') return undefined;
  const host = replacesHost(sealed) ? '' : given.trim();
  if (host === given && host !== '') return host;
  dropHeader(headers, 'host');
  if (host === '') return undefined;
  headers.Host = host;
  return host;
}

const isReplaced = axiosIsBefore(16);

function replacesHost(sealed: Config): boolean {
  return isReplaced && Boolean(own(sealed, 'proxy'));
}

/** The user's own Host header. */
export function ownHost(headers: RequestHeaders): string | undefined {
  const host: unknown = headers.get('host');
  return typeof host === 'string' ? host.trim() || undefined : undefined;
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
  refuseNoHeaders(credentials, provider);
  const names = Object.keys(credentials).map((name) => name.toLowerCase());
  for (const name of names) dropHeader(headers, name);
  for (const [name, value] of Object.entries(credentials)) {
    const problem = valueProblem(value);
    if (problem !== undefined) {
      const message = `The value for the header ${name} ${problem}. The request was not sent.`;
      throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, message });
    }
    // Not by axios' own method, which would clean a value that was checked.
    headers[name] = value;
  }
  return names;
}

// From plain JavaScript both may be anything.
function refuseNoHeaders(credentials: unknown, provider: string): void {
  if (typeof credentials === 'object' && credentials !== null) return;
  const message =
    'What the provider’s authorize returns gave no headers, such as { Authorization: … }. Correct it. The request was ' +
    'not sent.';
  throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, message });
}

function valueProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'is no string';
  return value === '' ? undefined : headerValueProblem(value);
}

/**
 * Removes a header, however its name is written.
 *
 * @param name - In lower case.
 */
export function dropHeader(headers: RequestHeaders, name: string): void {
  for (const present of Object.keys(headers))
    if (isName(present, name)) Reflect.deleteProperty(headers, present);
}

/**
 * Whether there is a header, however its name is written. Axios' own look-ups write every name in lower case first.
 *
 * @param name - In lower case.
 */
export function hasHeader(headers: RequestHeaders, name: string): boolean {
  for (const present of Object.keys(headers)) if (isName(present, name)) return true;
  return false;
}

// Most headers differ in length already.
function isName(present: string, name: string): boolean {
  return present.length === name.length && present.toLowerCase() === name;
}

/**
 * The private config that the adapter gets, made of the snapshot of the user's. It inherits nothing, so that no polluted
 * prototype steers the request; redirects and statuses are left to us.
 */
export function sealConfig(given: Config, hop: Hop, headers: RequestHeaders): Config {
  const sealed = cloneBare(given);
  setDestination(sealed, hop);
  sealed.method = hop.method;
  sealed.data = hop.data;
  sealed.headers = headers;
  sealed.maxRedirects = 0;
  sealed.fetchOptions = sealFetchOptions(given);
  sealed.validateStatus = null;
  return sealed;
}

/**
 * The options for fetch beside the request. Before 1.20 the fetch adapter copies them into an object with a prototype;
 * what a polluted prototype holds would win over what was signed.
 *
 * @throws KeyringError `ERR_KEYRING_SURROUNDINGS`
 */
export function sealFetchOptions(config: Config): NonNullable<Config['fetchOptions']> {
  refusePollution();
  const given = own(config, 'fetchOptions');
  const options: Record<string, unknown> = new Bare();
  if (given) Object.assign(options, given);
  // Nor may the user's own win over it: on some versions headers there would leave the credential out.
  options.headers = undefined;
  options.method = undefined;
  options.body = undefined;
  options.redirect = 'manual';
  return options;
}

// undici copies all options to plain objects of its own, and Node's http those that it makes connections with, where no
// config of ours can stand before what these inherit. They are what changes the request, where it goes, or who may answer.
const inheritable = [
  ...['method', 'headers', 'body', 'query', 'dispatcher', 'createConnection', '_defaultAgent'],
  // Whose certificates are trusted.
  ...['ca', 'secureContext', 'tls'],
] as const;

/** @throws KeyringError `ERR_KEYRING_SURROUNDINGS` where such an option is inherited by every object. */
export function refusePollution(): void {
  for (const name of inheritable) if (name in Object.prototype) throw polluted(name);
}

function polluted(name: string): KeyringError {
  const message =
    `Object.prototype has a property ${name}, which fetch or http would take for an option of the request. It was ` +
    'not sent. Find what set it, which may be an attack: https://developer.mozilla.org/docs/Web/Security/Attacks/Prototype_pollution';
  return new KeyringError({ code: 'ERR_KEYRING_SURROUNDINGS', message });
}

// The built-in adapters, and a function that would send the config's own elsewhere, get the one absolute URL that was
// matched and signed.
function setDestination(sealed: Config, { url, original }: Hop): void {
  if (original !== false) {
    sealed.paramsSerializer = { serialize: () => original };
    return;
  }
  sealed.url = url.href;
  sealed.baseURL = '';
  sealed.params = undefined;
  sealed.allowAbsoluteUrls = true;
}
