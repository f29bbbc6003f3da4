import { inspect } from 'node:util';
import { findTexts } from '../find-text.js';
import { ensure } from './requirement.js';

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

/** Fails if one of several values, each named for what it is, shows a secret. */
export function ensureAllConcealed(
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

/** Fails if a value shows a secret. */
export function ensureConcealed(value: unknown, secrets: readonly string[], what: string): void {
  ensureAllConcealed({ it: value }, secrets, what);
}

function json(value: unknown): string {
  try {
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string' ? text : '';
  } catch {
    return ''; // Sockets go round in circles; no log would have got further.
  }
}
