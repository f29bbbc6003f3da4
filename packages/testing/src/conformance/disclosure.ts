import { inspect } from 'node:util';
import { findTexts } from '../find-text.js';
import { ensure } from './check.js';

/** Shorter texts are found everywhere. */
export const shortestTrace = 8;

/** What follows a beginning that ends so may be the first that is secret, as in `sk_live_`. */
const separator = /[-_.:=/]$/;

/** How a secret may show: whole, by its beginning, or encoded. */
export function tracesOf(secret: string): readonly string[] {
  return [...new Set([secret, ...beginningOf(secret), ...encodingsOf(secret)])];
}

// Of a sentence or a connection string, the first word says nothing.
function beginningOf(secret: string): readonly string[] {
  if (secret.length <= shortestTrace || /[\s;]|:\/\//.test(secret)) return [];
  const beginning = secret.slice(0, shortestTrace);
  return [separator.test(beginning) ? secret.slice(0, shortestTrace + 4) : beginning];
}

/** A text as base64, base64url, hexadecimal digits and a part of a URL; only those that differ from it. */
export function encodingsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map((offset) => base64Within(bytes, offset));
  const all = [
    ...base64,
    ...base64.map((encoded) => encoded.replaceAll('+', '-').replaceAll('/', '_')),
    ...[hex, hex.toUpperCase(), encodeURIComponent(text)],
    new URLSearchParams({ '': text }).toString().slice(1),
  ];
  return [...new Set(all)].filter((encoded) => encoded !== text && encoded.length >= shortestTrace);
}

// As it is within the base64 of a longer text, such as `user:password`: what depends on its neighbours is left out.
function base64Within(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const isWhole = (bytes.length + offset) % 3 === 0;
  return encoded.slice([0, 2, 3][offset], isWhole ? undefined : -1);
}

/**
 * Where values show a secret: to a program that walks them, to `JSON.stringify` and to `util.inspect`.
 *
 * @param values - By what they are.
 * @returns Paths and ways, without the secrets.
 */
export function disclosures(
  values: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
): readonly string[] {
  const shows = (text: string): boolean => secrets.some((secret) => text.includes(secret));
  return [
    ...findTexts(values, secrets),
    ...Object.entries(values).flatMap(([what, value]) => [
      ...(shows(inspect(value, { depth: 6 })) ? [`${what} by util.inspect()`] : []),
      ...(shows(json(value)) ? [`${what} by JSON.stringify()`] : []),
    ]),
  ];
}

function json(value: unknown): string {
  try {
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string' ? text : '';
  } catch {
    return ''; // Sockets go round in circles; no log would have got further.
  }
}

/** Fails if one of several values, each named for what it is, shows a secret. */
export function ensureConcealed(
  values: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
  what: string,
): void {
  const found = [...new Set(disclosures(values, secrets))];
  ensure(
    found.length === 0,
    `${what} shows a secret at ${found.slice(0, 3).join(', ')}. Give credentials as the headers that authorize() ` +
      'returns, and put nothing secret into errors, events or properties.',
  );
}
