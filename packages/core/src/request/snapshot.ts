import { type Config } from './adapter.js';
import { bareCopy } from './bare-copy.js';
import { addressText } from './locate.js';
import { copyHeaders } from './seal.js';

// What a later attempt or a redirect reads of the config's members that are objects themselves.
const nested = ['auth', 'proxy', 'fetchOptions', 'http2Options', 'keyring', 'sensitiveHeaders'] as const;

/**
 * A config as it is now. All that is decided of a request is read of this one, so that nobody who holds the user's
 * own changes it while a credential is waited for.
 */
export function snapshot(config: Config): Config {
  const copy = bareCopy(config);
  copy.headers = copyHeaders(copy.headers, true);
  for (const name of nested) {
    const value: unknown = copy[name];
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) Reflect.set(copy, name, Array.from<unknown>(value));
    else if (isPlain(value)) Reflect.set(copy, name, bareCopy(value));
  }
  for (const name of ['url', 'baseURL'] as const) {
    if (typeof copy[name] === 'object') copy[name] = addressText(copy[name], name);
  }
  return copy;
}

/** Whether an object inherits nothing, or no more than every object does. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  // That of another realm.
  return typeof prototype === 'object' && Object.hasOwn(prototype, 'isPrototypeOf');
}
