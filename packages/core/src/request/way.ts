import { isPlain, own } from '../platform/values.js';
import { type Config } from './adapter.js';

/** What says how a connection is made. Everything else on a config belongs to the user's own request. */
export const transportKeys = [
  ...['httpAgent', 'httpsAgent', 'proxy', 'lookup', 'family', 'httpVersion', 'http2Options'],
  ...['env', 'insecureHTTPParser', 'transport'],
] as const;

const numbers = new WeakMap<object, number>();
let known = 0;

/**
 * The way that an exchange for the request with this config takes: the same text for the same way. Agents, functions and
 * all else that has a class are told apart by themselves; the rest by what it says, because axios copies it for each
 * request. It may hold the password of a proxy, so it is for comparisons only.
 */
export function describeWay(config: Config): string {
  // A signal ends its own request, and no way.
  const fetchOptions = { ...own(config, 'fetchOptions'), signal: undefined };
  const parts = [...transportKeys, 'adapter' as const].map((key): unknown => own(config, key));
  return describe([...parts, fetchOptions]);
}

function describe(value: unknown): string {
  if (typeof value === 'function') return numberOf(value);
  if (typeof value !== 'object' || value === null) return `${typeof value} ${JSON.stringify(String(value))}`;
  if (Array.isArray(value)) return `[${value.map(describe).join()}]`;
  if (!isPlain(value)) return numberOf(value);
  const entries: [string, unknown][] = Object.entries(value);
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${describe(entry)}`).join()}}`;
}

function numberOf(value: object): string {
  const number = numbers.get(value) ?? (known += 1);
  numbers.set(value, number);
  return `#${number}`;
}
