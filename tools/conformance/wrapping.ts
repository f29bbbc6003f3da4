import type { KeyringInterceptor } from '@axios-keyring/core';
import { right, type RightOptions, type RightProvider } from './right-provider.js';

/** The right provider, with something done to what it gives, or to what it is given. */
export function provideWith(make: (options: RightOptions) => KeyringInterceptor): RightProvider {
  const provide = (options: RightOptions = {}): KeyringInterceptor => make(options);
  return Object.assign(provide, { declaration: right.declaration });
}

/** The right provider, with options changed on their way in. */
export function givenOther(change: (options: RightOptions) => RightOptions): RightProvider {
  return provideWith((options) => provideAnything(isPlain(options) ? change(options) : options));
}

/** TypeScript did not see what is given to a provider. */
export function isPlain(options: unknown): boolean {
  return typeof options === 'object' && options !== null && !Array.isArray(options);
}

/** Calls the right provider with anything, as code would that TypeScript did not see. */
export function provideAnything(options: unknown): KeyringInterceptor {
  const made: unknown = Reflect.apply(right, undefined, [options]);
  if (isInterceptor(made)) return made;
  throw new Error('The right provider gives no interceptor.');
}

function isInterceptor(value: unknown): value is KeyringInterceptor {
  return typeof value === 'function' && 'baseURLs' in value;
}

/** The right provider, with some members of the interceptor replaced. */
export function withMembers(
  members: (interceptor: KeyringInterceptor, options: RightOptions) => object,
): RightProvider {
  return provideWith((options) => {
    const interceptor = right(options);
    return Object.assign(
      <Request extends object>(request: Request): Request => interceptor(request),
      interceptor,
      members(interceptor, options),
    );
  });
}

/** The right provider, with something done to each request beside. */
export function marking(
  mark: <Request extends object>(
    request: Request,
    interceptor: KeyringInterceptor,
    options: RightOptions,
  ) => Request,
): RightProvider {
  return provideWith((options) => {
    const interceptor = right(options);
    return Object.assign(
      <Request extends object>(request: Request): Request => mark(request, interceptor, options),
      interceptor,
    );
  });
}

export type Send = (config: object) => Promise<unknown>;

/**
 * The right provider, with something done while a request is sent.
 *
 * @param isKnown - Whether it is seen when the interceptor is registered twice. Default: true.
 */
export function sending(
  act: (send: Send, config: object, options: RightOptions) => Promise<unknown>,
  isKnown = true,
): RightProvider {
  return marking((request, interceptor, options) => {
    const marked = interceptor(request);
    const send: unknown = Reflect.get(marked, 'adapter');
    if (typeof send !== 'function' || acting.has(send)) return marked;
    const call: Send = async (config) => {
      const answer: unknown = await Reflect.apply(send, undefined, [config]);
      return answer;
    };
    const adapter = (config: object): Promise<unknown> => act(call, config, options);
    if (isKnown) {
      Object.assign(adapter, send);
      acting.add(adapter);
    }
    Reflect.set(marked, 'adapter', adapter);
    return marked;
  });
}

const acting = new WeakSet<object>();

/** The URL of a request; empty if it has none. */
export function urlOf(config: object): string {
  const url: unknown = Reflect.get(config, 'url');
  return typeof url === 'string' ? url : '';
}

/** Whether a request goes to this machine. */
export function isAtGate(config: object): boolean {
  return urlOf(config).startsWith('http://127.0.0.1');
}
