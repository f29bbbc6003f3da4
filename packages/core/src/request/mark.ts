import { type Registration } from './unmatched.js';
import { type AxiosResponse } from 'axios';
import { own } from '../platform/own.js';
import { type Config } from './adapter.js';
import { dispatch } from './dispatch.js';

// The one wrapper of a request, found again by every further interceptor, also one from another copy of this
// package. The number changes with the shape of what it carries.
const marker = Symbol.for('axios-keyring.wrapper.1');

interface Wrapper {
  (config: Config): Promise<AxiosResponse>;
  readonly [marker]: Marked;
}

interface Marked {
  /** The adapter as the user had it: absent, a name, a list or a function. */
  readonly adapter: Config['adapter'];
  readonly registrations: readonly Registration[];
}

/**
 * Marks a request: puts one wrapper in `config.adapter`, which does everything else once axios calls it, after
 * every other interceptor. Synchronous, never throws, and answers the same object. Only a config that somebody
 * froze is copied, because it cannot be marked otherwise.
 */
export function mark<Request extends object>(request: Request, registration: Registration): Request {
  // An interceptor before this one forgot to return the config; axios fails on that by itself, and says so.
  if (!isObject(request)) return request;
  const config: Partial<Config> = request;
  const adapter = own(config, 'adapter');
  const { adapter: base, registrations } = isWrapper(adapter)
    ? adapter[marker]
    : { adapter, registrations: [] };
  if (registrations.includes(registration)) return request;
  const wrapper = wrap({ adapter: base, registrations: [...registrations, registration] });
  if (Reflect.set(request, 'adapter', wrapper)) return request;
  const copy = { __proto__: null, ...request, adapter: wrapper };
  return copy;
}

function wrap(marked: Marked): Wrapper {
  const wrapper = (config: Config): Promise<AxiosResponse> => {
    // First of all: whoever sends this config again, or an error's, starts afresh.
    restore(config, marked.adapter);
    return dispatch(config, marked.registrations);
  };
  wrapper[marker] = marked;
  return wrapper;
}

function restore(config: Config, adapter: Config['adapter']): void {
  if (adapter === undefined) Reflect.deleteProperty(config, 'adapter');
  else config.adapter = adapter;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isWrapper(adapter: unknown): adapter is Wrapper {
  return typeof adapter === 'function' && Object.hasOwn(adapter, marker);
}
