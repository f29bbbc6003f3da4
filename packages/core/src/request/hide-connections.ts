import { own } from '../platform/own.js';
import { type Config } from './adapter.js';
import { isPlain } from '../platform/bare-copy.js';
import { isObject } from './conceal-request.js';

/**
 * Lets nobody see by way of the user's agents, dispatcher or transport what else is under way on them. A config holds
 * them, and through their pools all requests that are sent or wait for a connection, with their headers. So JSON, deep
 * inspection and whatever walks enumerable properties find them empty; who reads a property by its name gets it as ever.
 *
 * Comes before each request that has a credential. It never throws: one that is sealed stays as it is.
 */
export function hideConnections(config: Config): void {
  try {
    hide(own(config, 'httpAgent'));
    hide(own(config, 'httpsAgent'));
    const fetchOptions = own(config, 'fetchOptions');
    if (fetchOptions) for (const key of ['dispatcher', 'agent']) hide(Reflect.get(fetchOptions, key));
    const transport: unknown = own(config, 'transport');
    // A module stays as it is: who imports it later needs its names.
    if (isObject(transport)) hide('globalAgent' in transport ? transport.globalAgent : transport);
  } catch {
    // A proxy may refuse to be looked at.
  }
}

const inspectable = Symbol.for('nodejs.util.inspect.custom');

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
