import { isObject } from '../platform/values.js';
import { isFetchRequest } from './adapter.js';

/** A URL with a credential in its query, and what is shown in its place. */
export interface ConcealedURL {
  readonly secret: URL;
  readonly shown: URL;
}

/** Takes a credential out of the URL that the request under an answer or an error tells, and out of what an error says. */
export function concealURL(holder: object, url: ConcealedURL): void {
  // Beside its message and its stack, an error may have the address itself.
  for (const key of Object.getOwnPropertyNames(holder)) replaceText(holder, key, url);
  const request: unknown = Reflect.get(holder, 'request');
  if (!isObject(request)) return;
  if ('_header' in request || '_currentRequest' in request) {
    for (const key of ['_redirectable', '_currentRequest']) concealNodeURL(Reflect.get(request, key), url);
    concealNodeURL(request, url);
  } else if ('sentHeaders' in request) replaceText(request.sentHeaders, ':path', url);
  // Their own are accessors on a prototype that nothing else writes.
  else if (isFetchRequest(request)) {
    show(request, 'url', url);
    concealWithin(request, url, 3);
  } else if ('responseURL' in request) show(request, 'responseURL', url);
}

// Where undici keeps it on Node 20 and 22, and Deno: as a URL or as text, by symbols, and in lists. Later it is private.
function concealWithin(holder: unknown, url: ConcealedURL, depth: number): void {
  if (!isObject(holder) || depth === 0) return;
  for (const key of Reflect.ownKeys(holder)) {
    const value: unknown = Reflect.get(holder, key);
    if (value instanceof URL) {
      if (value.search === url.secret.search) value.search = url.shown.search;
    } else if (typeof value === 'string') replaceText(holder, key, url);
    else concealWithin(value, url, depth - 1);
  }
}

// Where Node, and follow-redirects over it, keep what they asked for.
function concealNodeURL(request: unknown, url: ConcealedURL): void {
  if (!isObject(request)) return;
  for (const key of ['path', '_header', '_currentUrl']) replaceText(request, key, url);
  const options: unknown = Reflect.get(request, '_options');
  for (const key of ['path', 'href', 'search', 'query']) replaceText(options, key, url);
  for (const symbol of Object.getOwnPropertySymbols(request))
    replaceText(Reflect.get(request, symbol), 'path', url);
}

function show(holder: object, key: string, url: ConcealedURL): void {
  const value: unknown = Reflect.get(holder, key);
  if (typeof value === 'string')
    Reflect.defineProperty(holder, key, { value: without(value, url), configurable: true });
}

function replaceText(holder: unknown, key: PropertyKey, url: ConcealedURL): void {
  const value: unknown = isObject(holder) ? Reflect.get(holder, key) : undefined;
  if (!isObject(holder) || typeof value !== 'string') return;
  const text = without(value, url);
  // Where an accessor of the prototype tells it, it stays enumerable or not as it was.
  if (text !== value) Reflect.set(holder, key, text);
}

function without(text: string, { secret, shown }: ConcealedURL): string {
  return text
    .replaceAll(secret.pathname + secret.search, shown.pathname + shown.search)
    .replaceAll(secret.search, shown.search);
}
