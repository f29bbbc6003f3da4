import { type AxiosAdapter, AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import {
  type GrantStore,
  isKeyringError,
  type KeyringError,
  type KeyringInterceptor,
  type RenewedGrant,
  tokenExchangeError,
  type TokenIdentity,
  TokenSource,
  type TokenSourceOptions,
  type WireRequest,
} from '@axios-keyring/core';
import { declared, right, type RightOptions, type RightProvider } from './right-provider.js';

/** The right provider, with something done to what it gives. */
export function giving(make: (options: RightOptions) => KeyringInterceptor): RightProvider {
  const provide = (options: RightOptions = {}): KeyringInterceptor => make(options);
  return Object.assign(provide, { declaration: right.declaration });
}

/** The right provider, with options changed on their way in. */
export function given(change: (options: RightOptions) => RightOptions): RightProvider {
  return giving((options) => right(isPlain(options) ? change(options) : options));
}

/** TypeScript did not see what is given to a provider. */
export function isPlain(options: unknown): boolean {
  return typeof options === 'object' && options !== null && !Array.isArray(options);
}

type Ask = Extract<RightOptions['token'], (...values: never) => unknown>;

/** The right provider, with a function for the token that is asked in another way. */
export function asking(other: (ask: Ask) => Ask): RightProvider {
  return given(({ token, ...options }) => ({
    ...options,
    token: typeof token === 'function' ? other(token) : token,
  }));
}

/** The right provider, with another error where it refuses its options. */
export function refusing(change: (error: KeyringError, options: RightOptions) => Error): RightProvider {
  return giving((options) => {
    try {
      return right(options);
    } catch (error) {
      throw isKeyringError(error) ? change(error, options) : error;
    }
  });
}

/** The right provider, with some members of the interceptor replaced. */
export function having(
  members: (interceptor: KeyringInterceptor, options: RightOptions) => object,
): RightProvider {
  return giving((options) => {
    const interceptor = right(options);
    const same = <Request extends object>(request: Request): Request => interceptor(request);
    return Object.assign(same, interceptor, members(interceptor, options));
  });
}

/** The right provider, with something else done with each request. */
export function intercepting(
  intercept: <Request extends object>(
    request: Request,
    interceptor: KeyringInterceptor,
    options: RightOptions,
  ) => Request,
): RightProvider {
  return giving((options) => {
    const interceptor = right(options);
    const other = <Request extends object>(request: Request): Request =>
      intercept(request, interceptor, options);
    return Object.assign(other, interceptor);
  });
}

type Send = (config: InternalAxiosRequestConfig) => Promise<AxiosResponse>;

const changed = new WeakSet<AxiosAdapter>();

/**
 * The right provider, with something else done while a request is sent.
 *
 * @param isKnown - Whether it is seen when the interceptor is registered twice. Default: true.
 */
export function sending(
  act: (send: Send, config: InternalAxiosRequestConfig, options: RightOptions) => Promise<AxiosResponse>,
  isKnown = true,
): RightProvider {
  return intercepting((request, interceptor, options) => {
    const marked = interceptor(request);
    if (!isConfig(marked)) return marked;
    const { adapter: send } = marked;
    if (typeof send !== 'function' || changed.has(send)) return marked;
    const adapter: AxiosAdapter = (config) => act(async (other) => send(other), config, options);
    if (isKnown) changed.add(Object.assign(adapter, send));
    return Object.assign(marked, { adapter });
  });
}

/** The right provider, with something done to each answer. */
export function answering(
  change: (response: AxiosResponse, options: RightOptions) => unknown,
): RightProvider {
  return sending(async (send, config, options) => {
    const response = await send(config);
    change(response, options);
    return response;
  });
}

/** The right provider, with something done after each error, which may end in an answer. */
export function failing(
  change: (error: Error, config: InternalAxiosRequestConfig, send: Send) => unknown,
): RightProvider {
  return sending(async (send, config) => {
    try {
      return await send({ ...config });
    } catch (error) {
      const outcome = error instanceof Error && (await change(error, config, send));
      if (isAnswer(outcome)) return outcome;
      throw error;
    }
  });
}

function isAnswer(value: unknown): value is AxiosResponse {
  return typeof value === 'object' && value !== null && 'statusText' in value;
}

/** Whether something is a request of axios. */
export function isConfig(request: object): request is InternalAxiosRequestConfig {
  return 'headers' in request;
}

/** Whether a request goes to this machine. */
export function isAtGate({ url = '' }: { readonly url?: string | undefined }): boolean {
  return url.startsWith('http://127.0.0.1');
}

/** The right provider, with something else sent by it before each request. */
export function sendingBefore(other: (origin: string) => Partial<InternalAxiosRequestConfig>): RightProvider {
  return sending(async (send, config) => {
    const { origin } = new URL(config.url ?? '');
    await send({ ...config, headers: new AxiosHeaders(), ...other(origin) });
    return send(config);
  });
}

/** The right provider, if it fetched a token with the one that it is given, and kept it by some of these facts. */
export function fetching(
  identityOf: (endpoint: string, secret: string) => TokenIdentity,
  messageOf: (body: string) => string = () => 'The token was refused. Give another one.',
  isShared = true,
): RightProvider {
  return declared({}, (read, store) => {
    const source = new TokenSource({
      store: isShared ? store : undefined,
      provider: 'right',
      mint: async (request) => {
        const headers = { Authorization: `Bearer ${await read(request)}` };
        const exchange = { method: 'POST', url: `${request.baseURL}/exchange`, headers } as const;
        const response = await request.exchange(exchange);
        if (response.status === 200) return { value: response.body, expiresIn: 3_600_000 };
        const message = messageOf(response.body);
        throw tokenExchangeError({ provider: 'right', message, response });
      },
    });
    return async (request) => source.get(request, identityOf(request.baseURL, await read(request)));
  });
}

/** Sends a refresh token, and answers what came of it. */
export type Renew = (
  request: WireRequest,
  refreshToken: string,
) => Promise<RenewedGrant & { readonly refreshToken: string }>;

/** The right provider, if its tokens came of a refresh token that changes with each. */
export function granting(
  make: (store: GrantStore | undefined, renew: Renew) => TokenSourceOptions['mint'],
): RightProvider {
  return declared({}, (_read, _store, grants) => {
    const source = new TokenSource({
      provider: 'right',
      mint: make(grants, async ({ baseURL, exchange }, body) => {
        const response = await exchange({ method: 'POST', url: `${baseURL}/grant`, headers: {}, body });
        const message = 'The grant was refused.';
        if (response.status !== 200) throw tokenExchangeError({ provider: 'right', message, response });
        const { body: number } = response;
        return { value: `granted-token-${number}`, expiresIn: 3_600_000, refreshToken: `grant-${number}` };
      }),
    });
    return async (request) => source.get(request, { endpoint: request.baseURL });
  });
}
