import { type AxiosResponse } from 'axios';
import { isStream } from '../platform/stream.js';
import { hasMethods, isObject, isPlain, own } from '../platform/values.js';
import { type Config, isFetchRequest, isRealRequest } from './adapter.js';
import { type ConcealedURL, concealURL } from './conceal-url.js';

/** What a credential left on a request that was sent. */
export interface Traces {
  /** The names of its headers, in lower case. */
  readonly names: readonly string[];
  /** There if it stands in the URL. */
  readonly url?: ConcealedURL | undefined;
  /** Whether it stands in the body. */
  readonly body?: boolean | undefined;
}

/**
 * Makes an answer fit to be logged: the public config goes back on it, and the request underneath, which Node
 * and fetch keep with its headers and its URL, loses the credential and is no longer enumerable.
 */
export function concealResponse(response: object, config: Config, traces: Traces): void {
  const { url } = traces;
  replaceConfig(response, config, traces);
  concealRequest(response, traces);
  if (url) concealURL(response, url);
  const data: unknown = Reflect.get(response, 'data');
  // A streamed answer shows its connection, and so what is under way on others of the same agent.
  if (isObject(data) && '_readableState' in data)
    for (const key of ['req', 'socket', 'client']) hideProperty(data, key);
}

// Nobody makes so many; it only ends a walk that a hostile answer could make long.
const mostErrors = 1000;

/** The same for an error, and for all errors and answers that it holds: as a cause, in lists, as any other property. */
export function concealError(error: unknown, config: Config, traces: Traces): void {
  const { url } = traces;
  const seen = new Set<object>();
  const waiting = [error];
  for (const current of waiting) {
    if (!isObject(current) || seen.has(current) || seen.size === mostErrors) continue;
    if (isList(current)) {
      seen.add(current);
      waiting.push(...[...current.values()].slice(0, mostErrors));
    } else if (current === error || isError(current)) {
      seen.add(current);
      if ('config' in current) replaceConfig(current, config, traces);
      concealRequest(current, traces);
      if (url) concealURL(current, url);
      const response: unknown = Reflect.get(current, 'response');
      if (isObject(response)) concealResponse(response, config, traces);
      waiting.push(...heldBy(current));
    } else if (isAnswer(current)) {
      // One that is a copy of an error holds an answer in turn.
      waiting.push(Reflect.get(current, 'response'));
      concealResponse(current, config, traces);
      seen.add(current);
    }
  }
}

// What is frozen keeps the private config, but without the credentials.
function replaceConfig(holder: { config?: unknown }, config: Config, traces: Traces): void {
  const used = holder.config;
  try {
    holder.config = config;
  } catch {
    if (used !== config) forget(used, traces);
  }
}

function forget(used: unknown, { names, url, body }: Traces): void {
  if (!isObject(used)) return;
  deleteNames(Reflect.get(used, 'headers'), names);
  if (url) Reflect.set(used, 'url', url.shown.href);
  if (body) Reflect.set(used, 'data', undefined);
}

/**
 * Axios puts the private config on what goes wrong while a streamed answer is read. A mock may look at it later, and
 * has its own, but hands over no stream of a real request.
 */
export function forgetStreamed(response: AxiosResponse, sealed: Config, traces: Traces): void {
  if (!isStream(response.data) || !isRealRequest(response.request)) return;
  forget(sealed, traces);
  // A function that passes on may have made a copy.
  forget(response.config, traces);
}

function isList(value: object): value is unknown[] | Set<unknown> | Map<unknown, unknown> {
  return Array.isArray(value) || value instanceof Set || value instanceof Map;
}

// An error of another realm is an instance of another Error; one of an old axios has no tag.
function isError(value: object): boolean {
  return (
    value instanceof Error ||
    Object.prototype.toString.call(value) === '[object Error]' ||
    Reflect.get(value, 'isAxiosError') === true
  );
}

// Data that an API sent may look alike, but has no methods.
function isAnswer(value: object): boolean {
  const config: unknown = Reflect.get(value, 'config');
  return isObject(config) && hasMethods(Reflect.get(config, 'headers'), 'get', 'set');
}

function heldBy(error: object): unknown[] {
  const values: unknown[] = [Reflect.get(error, 'cause'), Reflect.get(error, 'errors')];
  for (const key of Reflect.ownKeys(error)) {
    if (key !== 'config' && key !== 'request') {
      const descriptor = Reflect.getOwnPropertyDescriptor(error, key);
      values.push(descriptor?.value);
    }
  }
  return values;
}

/**
 * Hides the request that an answer or an error holds, which stays there for those who ask for it, and takes the
 * credential headers off it. So that it shows no other request either, its connection and agent are hidden on it.
 */
function concealRequest(holder: object, traces: Traces): void {
  const request: unknown = Reflect.get(holder, 'request');
  if (!isObject(request)) return;
  if (!hideProperty(holder, 'request'))
    Reflect.defineProperty(holder, 'request', { ...hidden, value: request, writable: true });
  if (isOfNode(request)) {
    concealNodeRequest(request, traces);
    // An adapter or a transport of the user's may follow redirects, with follow-redirects.
    const { _redirectable: outer, _currentRequest: current } = request;
    if (isObject(outer)) concealNodeRequest(outer, traces);
    if (isObject(current)) concealNodeRequest(current, traces);
  } else if ('sentHeaders' in request) deleteNames(request.sentHeaders, traces.names);
  else if (isFetchRequest(request)) {
    for (const name of traces.names) request.headers.delete(name);
    if (traces.body) concealFetchBody(request);
  }
}

// One object for all: a descriptor of its own for each request costs more than the rest.
const hidden = { enumerable: false, configurable: true } as const;

// Where undici keeps what the body was made of, on Node 20 and 22.
function concealFetchBody(request: object): void {
  for (const symbol of Object.getOwnPropertySymbols(request)) {
    const state: unknown = Reflect.get(request, symbol);
    const body: unknown = isObject(state) && Reflect.get(state, 'body');
    if (isObject(body) && 'source' in body) Reflect.set(body, 'source', null);
  }
}

/** Makes an own property invisible to whatever walks the enumerable ones; says whether there is one. */
function hideProperty(holder: object, key: PropertyKey): boolean {
  return Object.hasOwn(holder, key) && Reflect.defineProperty(holder, key, hidden);
}

/** Takes headers off an object that may have them in any spelling. */
function deleteNames(headers: unknown, names: readonly string[]): void {
  if (!isObject(headers)) return;
  for (const name of Object.keys(headers)) {
    if (names.includes(name.toLowerCase())) Reflect.deleteProperty(headers, name);
  }
}

const inspectable = Symbol.for('nodejs.util.inspect.custom');

/** Where Node, and follow-redirects over it, keep what is of a request; by symbols too. */
interface NodeRequest {
  readonly agent?: unknown;
  readonly socket?: unknown;
  readonly outputData?: unknown;
  readonly _header?: unknown;
  readonly _options?: unknown;
  readonly _redirectable?: unknown;
  readonly _currentRequest?: unknown;
}

function isOfNode(request: object): request is NodeRequest {
  return '_header' in request || '_currentRequest' in request;
}

// Node offers no way to forget headers that were sent, so this reaches for where it keeps them: the text that
// went out, the table it was made from, and what waited for a connection that never came.
function concealNodeRequest(request: NodeRequest, { names, url, body }: Traces): void {
  const { agent, socket, outputData, _header: header, _options: options } = request;
  // A definition per request costs microseconds: an agent of the user's is hidden already, a socket is used again.
  if (isObject(agent) && !Object.hasOwn(agent, inspectable)) hideProperty(request, 'agent');
  if (isObject(socket) && Object.prototype.propertyIsEnumerable.call(socket, '_httpMessage'))
    for (const key of ['_httpMessage', 'parser']) hideProperty(socket, key);
  concealSymbols(request, names);
  if (names.length === 0 && !url && !body) return;
  if (isObject(options)) deleteNames(Reflect.get(options, 'headers'), names);
  // Never made empty: while a body is still being sent, Node takes an empty text for headers that have yet to go out.
  if (typeof header === 'string') Reflect.set(request, '_header', header.replace(linesOf(names), ''));
  if (Array.isArray(outputData)) outputData.length = 0;
  if (!isObject(socket)) return;
  if ('destroyed' in socket && socket.destroyed === true) Reflect.set(socket, '_pendingData', null);
  // A TLS socket keeps the options of the first request that it was opened for.
  if ('encrypted' in socket && socket.encrypted === true) concealSymbols(socket, names);
}

// The table of headers, and the options with which a request waited for a connection, or an agent opened one, which may
// have the password of a proxy; Deno keeps more of those.
function concealSymbols(holder: object, names: readonly string[]): void {
  for (const symbol of Object.getOwnPropertySymbols(holder)) {
    const value: unknown = Reflect.get(holder, symbol);
    if (!isObject(value)) continue;
    if (symbol.description === 'kOutHeaders') {
      // Its keys are in lower case.
      for (const name of names) Reflect.deleteProperty(value, name);
    } else if ('headers' in value || 'proxy' in value) {
      Reflect.defineProperty(holder, symbol, hidden);
      deleteNames(Reflect.get(value, 'headers'), names);
    }
  }
}

// A provider adds the same headers to each of its requests.
const patterns = new Map<string, RegExp>();

function linesOf(names: readonly string[]): RegExp {
  const key = names.join();
  const known = patterns.get(key);
  if (known) return known;
  const alternatives = names.map((name) => name.replace(/\W/g, '\\$&')).join('|');
  const pattern = new RegExp(`^(?:${alternatives}):.*\\r\\n`, 'gim');
  if (patterns.size < 100) patterns.set(key, pattern);
  return pattern;
}

/**
 * Lets nobody see by way of the user's agents, dispatcher or transport what else is under way on them. A config holds
 * them, and through their pools all requests that are sent or wait for a connection, with their headers. So JSON, deep
 * inspection and whatever walks enumerable properties find them empty; who reads a property by its name gets it as ever.
 *
 * Comes before each request that has a credential. It never throws: one that is sealed stays as it is.
 */
export function hideConnections(config: Config): void {
  try {
    const agents = [own(config, 'httpAgent'), own(config, 'httpsAgent')];
    for (const agent of agents) if (agent) hide(agent);
    const fetchOptions = own(config, 'fetchOptions');
    if (fetchOptions) for (const key of ['dispatcher', 'agent']) hide(Reflect.get(fetchOptions, key));
    const transport: unknown = own(config, 'transport');
    // A module stays as it is: who imports it later needs its names.
    if (isObject(transport)) hide('globalAgent' in transport ? transport.globalAgent : transport);
  } catch {
    // A proxy may refuse to be looked at.
  }
}

function hide(holder: unknown): void {
  // What is called for a connection may be a function with an agent of its own.
  if (!isObject(holder) && typeof holder !== 'function') return;
  // Of a plain object axios makes a copy for each request, of what is enumerable.
  if (isPlain(holder)) return;
  // It is done once. A property that came later is hidden too, before the next request.
  if (Object.hasOwn(holder, inspectable) && Object.keys(holder).length === 0) return;
  for (const key of Reflect.ownKeys(holder)) Reflect.defineProperty(holder, key, { enumerable: false });
  // Until then these speak for it.
  define(holder, 'toJSON', () => ({}));
  define(holder, inspectable, () => `${holder.constructor.name} { hidden by axios-keyring }`);
}

function define(holder: object, key: PropertyKey, value: unknown): void {
  Reflect.defineProperty(holder, key, { value, configurable: true, enumerable: false, writable: true });
}
