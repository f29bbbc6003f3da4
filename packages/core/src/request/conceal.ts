import { type AxiosResponse } from 'axios';
import { type Config } from './adapter.js';

/**
 * Makes an answer fit to be logged: the public config goes back on it, and the request underneath, which Node
 * and fetch keep with its headers, loses the credential ones and is no longer enumerable.
 *
 * @param names - The credential headers of this attempt, in lower case.
 */
export function concealResponse(response: AxiosResponse, config: Config, names: readonly string[]): void {
  response.config = config;
  concealRequest(response, names);
  hideConnection(response.data);
}

// A streamed answer shows its connection, and so what is under way on others of the same agent.
function hideConnection(data: unknown): void {
  if (!isObject(data) || !('_readableState' in data)) return;
  for (const key of ['req', 'socket', 'client']) {
    if (Object.hasOwn(data, key)) Object.defineProperty(data, key, hidden);
  }
}

/** The same for an error and all its causes. */
export function concealError(error: unknown, config: Config, names: readonly string[]): void {
  const seen = new Set<unknown>();
  for (
    let current = error;
    isObject(current) && !seen.has(current);
    current = Reflect.get(current, 'cause')
  ) {
    seen.add(current);
    if ('config' in current) Reflect.set(current, 'config', config);
    concealRequest(current, names);
    const response: unknown = Reflect.get(current, 'response');
    if (isObject(response)) {
      Reflect.set(response, 'config', config);
      concealRequest(response, names);
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const hidden = { enumerable: false, configurable: true } as const;

function concealRequest(holder: object, names: readonly string[]): void {
  const request: unknown = Reflect.get(holder, 'request');
  if (!isObject(request)) return;
  // One object for all: a descriptor of its own for each request costs more than the rest.
  if (Object.hasOwn(holder, 'request')) Object.defineProperty(holder, 'request', hidden);
  else Object.defineProperty(holder, 'request', { ...hidden, value: request, writable: true });
  if (names.length === 0) return;
  if ('_header' in request) scrubNodeRequest(request, names);
  else if ('sentHeaders' in request) deleteNames(request.sentHeaders, names);
  else if (typeof Request === 'function' && request instanceof Request) scrubFetchRequest(request, names);
}

function scrubFetchRequest(request: Request, names: readonly string[]): void {
  for (const name of names) request.headers.delete(name);
}

// It keeps headers also for a connection that has to be opened anew.
const isDeno = Reflect.has(globalThis, 'Deno');

// Node offers no way to forget headers that were sent, so this reaches for where it keeps them: the text that
// went out, the table it was made from, and what waited for a connection that never came.
function scrubNodeRequest(request: object, names: readonly string[]): void {
  const header: unknown = Reflect.get(request, '_header');
  if (typeof header === 'string') Reflect.set(request, '_header', withoutLines(header, names));
  const table = ownSymbol(request, 'kOutHeaders');
  // Its keys are in lower case.
  if (isObject(table)) for (const name of names) Reflect.deleteProperty(table, name);
  const retry = isDeno ? ownSymbol(request, 'kRetryOptions') : undefined;
  if (isObject(retry)) deleteNames(Reflect.get(retry, 'headers'), names);
  const output: unknown = Reflect.get(request, 'outputData');
  if (Array.isArray(output)) output.length = 0;
  const socket: unknown = Reflect.get(request, 'socket');
  if (!isObject(socket)) return;
  if (Reflect.get(socket, 'destroyed') === true) Reflect.set(socket, '_pendingData', null);
  if (Reflect.get(socket, 'encrypted') !== true) return;
  // A TLS socket keeps the options of the first request that it was opened for.
  const connectOptions = ownSymbol(socket, 'connect-options');
  if (isObject(connectOptions)) deleteNames(Reflect.get(connectOptions, 'headers'), names);
}

// Node's symbols are the same for all of its objects.
const symbols = new Map<string, symbol>();

function ownSymbol(holder: object, description: string): unknown {
  const known = symbols.get(description);
  if (known !== undefined && Object.hasOwn(holder, known)) return Reflect.get(holder, known);
  const found = Object.getOwnPropertySymbols(holder).find((symbol) => symbol.description === description);
  if (found === undefined) return undefined;
  symbols.set(description, found);
  return Reflect.get(holder, found);
}

function deleteNames(headers: unknown, names: readonly string[]): void {
  if (!isObject(headers)) return;
  for (const name of Object.keys(headers)) {
    if (names.includes(name.toLowerCase())) Reflect.deleteProperty(headers, name);
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
