import { type AxiosAdapter, type InternalAxiosRequestConfig } from 'axios';
import { axios, axiosIsBefore } from '../platform/axios.js';
import { KeyringError } from '../platform/errors.js';
import { Bare, isObject, own } from '../platform/values.js';

/** Headers as axios keeps them. */
export type RequestHeaders = InstanceType<typeof axios.AxiosHeaders>;

/** A config as the adapter receives it. */
export type Config = InternalAxiosRequestConfig;

/** The adapter that a config asks for. */
export interface ResolvedAdapter {
  readonly adapter: AxiosAdapter;
  /** Whether the user gave a function: a mock, a cache, or something of their own. */
  readonly custom: boolean;
}

/** Finds the adapter as axios would, with the global default where a config has none. */
export function resolveAdapter(config: Config): ResolvedAdapter {
  const adapter = own(config, 'adapter') ?? axios.defaults.adapter;
  if (typeof adapter === 'function') return { adapter, custom: true };
  // The second argument carries `env.fetch` to the fetch adapter, from 1.12 on.
  return { adapter: axios.getAdapter(adapter, config), custom: false };
}

/** Whether something was sent with it: a mock may put any object in its place. */
export function isRealRequest(request: unknown): boolean {
  if (!isObject(request)) return false;
  return '_header' in request || 'sentHeaders' in request || isFetchRequest(request);
}

/** Whether it is one of fetch's. */
export function isFetchRequest(request: object): request is Request {
  return typeof Request === 'function' && request instanceof Request;
}

const mocks = new WeakSet<AxiosAdapter>();

/** Notes what a function of the user's answered: under the answer of a mock there is no request. */
export function noteAnswer({ adapter, custom }: ResolvedAdapter, request: unknown): void {
  if (custom && !isRealRequest(request)) mocks.add(adapter);
}

/** The function of the user's that a config has as its adapter, if it is known to be a mock. */
export function mockOf(config: Config): AxiosAdapter | undefined {
  const adapter = own(config, 'adapter') ?? axios.defaults.adapter;
  return typeof adapter === 'function' && mocks.has(adapter) ? adapter : undefined;
}

/** Whether a request goes out by fetch, which writes headers itself that Node's http module leaves to the user. */
export function usesFetch(config: Config): boolean {
  return isBuiltIn('fetch', resolveAdapter(config), config);
}

/** Whether an adapter is axios' own of this name. */
export function isBuiltIn(
  name: 'fetch' | 'http',
  { adapter, custom }: ResolvedAdapter,
  config: Config,
): boolean {
  try {
    return !custom && adapter === axios.getAdapter(name, config);
  } catch {
    return false;
  }
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
 * Removes a header, however its name is written.
 *
 * @param name - In lower case.
 */
export function dropHeader(headers: RequestHeaders, name: string): void {
  for (let present = spelling(headers, name); present !== undefined; present = spelling(headers, name)) {
    Reflect.deleteProperty(headers, present);
  }
}

/**
 * How a header's name is written, `undefined` if there is none. Axios' own look-ups write every name in lower case first.
 *
 * @param name - In lower case.
 */
export function spelling(headers: RequestHeaders, name: string): string | undefined {
  for (const present of Object.keys(headers)) {
    // Most differ in length already.
    if (present.length === name.length && present.toLowerCase() === name) return present;
  }
  return undefined;
}

/**
 * Makes the Host header what will arrive: white space around it is not sent, an empty one is not either, and axios before
 * 1.16 writes its own over it for an http proxy.
 *
 * @returns The user's own, if it will arrive.
 */
export function settleHost(sealed: Config): string | undefined {
  const { headers } = sealed;
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

/**
 * A header of an answer, `undefined` if there is none. Adapters differ in the class and the case of what they
 * give, so it is looked up by hand.
 *
 * @param name - In lower case.
 */
export function responseHeader(response: { readonly headers?: unknown }, name: string): string | undefined {
  // A mock may answer without any headers at all.
  const entries: [string, unknown][] = Object.entries(response.headers ?? {});
  const value = entries.find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}
