import { property } from '../platform/json.js';

/**
 * Hides the request that an answer or an error holds, which stays there for those who ask for it, and takes the
 * credential headers off it. So that it shows no other request either, its connection and agent are hidden on it.
 *
 * @param names - In lower case.
 */
export function concealRequest(holder: object, names: readonly string[]): void {
  const request: unknown = Reflect.get(holder, 'request');
  if (!isObject(request)) return;
  if (!hideProperties(holder, ['request']))
    Reflect.defineProperty(holder, 'request', { ...hidden, value: request, writable: true });
  if ('_header' in request || '_currentRequest' in request) {
    concealNodeRequest(request, names);
    // An adapter or a transport of the user's may follow redirects, with follow-redirects.
    concealNodeRequest(Reflect.get(request, '_redirectable'), names);
    concealNodeRequest(Reflect.get(request, '_currentRequest'), names);
  } else if ('sentHeaders' in request) deleteNames(request.sentHeaders, names);
  else if (isFetchRequest(request)) {
    for (const name of names) request.headers.delete(name);
  }
}

/** Whether something was sent with it: a mock may put any object in its place. */
export function isRealRequest(request: unknown): boolean {
  if (!isObject(request)) return false;
  return '_header' in request || 'sentHeaders' in request || isFetchRequest(request);
}

function isFetchRequest(request: object): request is Request {
  return typeof Request === 'function' && request instanceof Request;
}

// One object for all: a descriptor of its own for each request costs more than the rest.
const hidden = { enumerable: false, configurable: true } as const;

/** Makes own properties invisible to whatever walks the enumerable ones; says whether it found any. */
export function hideProperties(holder: object, keys: readonly PropertyKey[]): boolean {
  let found = false;
  for (const key of keys) {
    if (Object.hasOwn(holder, key)) found = Reflect.defineProperty(holder, key, hidden) || found;
  }
  return found;
}

/** Takes headers off an object that may have them in any spelling. */
export function deleteNames(headers: unknown, names: readonly string[]): void {
  if (!isObject(headers)) return;
  for (const name of Object.keys(headers)) {
    if (names.includes(name.toLowerCase())) Reflect.deleteProperty(headers, name);
  }
}

const inspectable = Symbol.for('nodejs.util.inspect.custom');

// Node offers no way to forget headers that were sent, so this reaches for where it keeps them: the text that
// went out, the table it was made from, and what waited for a connection that never came.
function concealNodeRequest(request: unknown, names: readonly string[]): void {
  if (!isObject(request)) return;
  hideWaysToOthers(request);
  concealSymbols(request, names);
  if (names.length === 0) return;
  deleteNames(property(Reflect.get(request, '_options'), 'headers'), names);
  const header: unknown = Reflect.get(request, '_header');
  if (typeof header === 'string') Reflect.set(request, '_header', withoutLines(header, names));
  const output: unknown = Reflect.get(request, 'outputData');
  if (Array.isArray(output)) output.length = 0;
  const socket: unknown = Reflect.get(request, 'socket');
  if (!isObject(socket)) return;
  if (Reflect.get(socket, 'destroyed') === true) Reflect.set(socket, '_pendingData', null);
  // A TLS socket keeps the options of the first request that it was opened for.
  if (Reflect.get(socket, 'encrypted') === true) concealSymbols(socket, names);
}

// A definition per request costs microseconds: an agent of the user's is hidden already, a socket is used again.
function hideWaysToOthers(request: object): void {
  const agent: unknown = Reflect.get(request, 'agent');
  if (isObject(agent) && !Object.hasOwn(agent, inspectable)) hideProperties(request, ['agent']);
  const socket: unknown = Reflect.get(request, 'socket');
  if (!isObject(socket) || !Object.prototype.propertyIsEnumerable.call(socket, '_httpMessage')) return;
  hideProperties(socket, ['_httpMessage', 'parser']);
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

// Never empty: while a body is still being sent, Node takes an empty text for headers that have yet to go out.
function withoutLines(header: string, names: readonly string[]): string {
  return header.replace(linesOf(names), '');
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

/** Whether a value may have properties of its own. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
