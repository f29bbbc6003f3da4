import {
  KeyringError,
  parseJSON,
  property,
  randomId,
  withQuery,
  type WireRequest,
} from '@axios-keyring/core';
import { textOf, type Value } from './fill.js';

/** How a time is written: seconds or milliseconds since 1970, ISO 8601, or as the header Date (RFC 9110, section 5.6.7). */
export type TimeFormat = 's' | 'ms' | 'iso' | 'http';

/** What is known of a request when it is signed. */
export interface Facts {
  readonly request: WireRequest;
  readonly keyId: string | undefined;
  readonly timestamp: string;
  readonly nonce: string;
  /** Headers that the credential adds, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parameters that the credential adds; `undefined` for one that is not signed. */
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly signature: string;
}

/** The facts of a request before anything is added. */
export function factsOf(request: WireRequest, keyId: string | undefined, format: TimeFormat): Facts {
  const timestamp = timeIn(format, request.now());
  return { request, keyId, timestamp, nonce: randomId(), headers: {}, query: {}, signature: '' };
}

function timeIn(format: TimeFormat, now: number): string {
  if (format === 's') return String(Math.floor(now / 1000));
  if (format === 'ms') return String(now);
  return format === 'iso' ? new Date(now).toISOString() : new Date(now).toUTCString();
}

/**
 * What stands for one part of the request.
 *
 * @throws KeyringError `ERR_KEYRING_CREDENTIAL` for a header or a field of the body that is not there.
 */
export function factOf(name: string, facts: Facts): Value {
  const { request, keyId = '', timestamp, nonce, signature } = facts;
  if (name === 'body') return request.body;
  if (name.startsWith('header.')) return headerOf(name.slice('header.'.length), facts);
  if (name.startsWith('body.')) return fieldOf(name.slice('body.'.length), request);
  const { pathname, search } = withQuery(request.url, facts.query);
  const texts: Readonly<Record<string, string>> = {
    ...{ method: request.method, host: request.host, path: pathname, query: search.slice(1) },
    subpath: pathname.slice(new URL(request.baseURL).pathname.replace(/\/$/, '').length),
    target: pathname + search,
    ...{ timestamp, nonce, keyId, signature },
  };
  return texts[name] ?? '';
}

function headerOf(name: string, { headers, request }: Facts): string {
  const value = headers[name.toLowerCase()] ?? request.headers[name.toLowerCase()];
  if (value === undefined)
    throw missing(`The header ${name}`, 'Set it on the request or on the axios instance.');
  return value;
}

function fieldOf(name: string, { body, headers }: WireRequest): string {
  const text = textOf(body);
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const value: unknown = isForm
    ? (new URLSearchParams(text).get(name) ?? undefined)
    : property(parseJSON(text), name);
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw missing(`The field ${name} of the body`, 'Send it in a form or as JSON.');
}

function missing(what: string, remedy: string): KeyringError {
  return new KeyringError({
    ...{ code: 'ERR_KEYRING_CREDENTIAL', provider: 'hmac', option: 'sign' },
    message: `${what} is to be signed, and the request has none. ${remedy} The request was not sent.`,
  });
}
