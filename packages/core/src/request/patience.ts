import { AxiosError, CanceledError, isAxiosError } from '../platform/axios.js';
import { bodyFailure } from '../platform/stream.js';
import { isObject, own } from '../platform/values.js';
import { type Config } from './adapter.js';
import { type ShownCertificate } from './client-certificate.js';
import { followsRedirects, type RequestChanges, transportFor } from './transport.js';

// Node's and browsers' timers take 32 bits, and pass at once where there are more.
const longestTimeout = 2_147_483_647;

/**
 * How long a request may still take. The user's `timeout` covers the whole: waiting for a token, every
 * redirect, and a second attempt, which gets what remains. A body that fails meanwhile ends the waiting too.
 */
export class Patience {
  readonly #config: Config;
  readonly #timeout: number;
  readonly #deadline: number;
  readonly #bodyFailure: Promise<never> | undefined;

  constructor(config: Config) {
    this.#config = config;
    const given: unknown = own(config, 'timeout') ?? 0;
    const timeout = given === 0 ? 0 : Number.parseInt(String(given), 10);
    this.#timeout = timeout > 0 ? Math.min(timeout, longestTimeout) : 0;
    this.#deadline = this.#timeout > 0 ? performance.now() + this.#timeout : Infinity;
    const data: unknown = own(config, 'data');
    this.#bodyFailure = isObject(data) ? bodyFailure(data) : undefined;
  }

  /**
   * Gives the next attempt what is left. Its error still names the whole: the user knows nothing of a rest.
   *
   * @throws AxiosError if nothing is left, or the user has aborted the request.
   */
  limit(sealed: Config, changes: RequestChanges | undefined, shown: ShownCertificate | undefined): void {
    if (own(this.#config, 'signal')?.aborted) throw new CanceledError(undefined, this.#config);
    const remaining = this.#timeout === 0 ? undefined : this.#remaining();
    if (remaining !== undefined) {
      sealed.timeout = remaining;
      sealed.timeoutErrorMessage = this.#message;
    }
    const limit =
      remaining === undefined ? undefined : { timeout: remaining, expired: () => this.#expired() };
    const follows = followsRedirects(this.#config, changes);
    sealed.transport ??= transportFor(sealed, { limit, follows, changes, shown });
  }

  /** Names the whole time in an error that names what an attempt had: the fetch adapter takes no message of ours. */
  nameTimeout(error: unknown, sealed: Config): void {
    if (this.#timeout === 0 || !isAxiosError(error)) return;
    const given = String(sealed.timeout);
    // The second is that of the first fetch adapters.
    const messages = [`timeout of ${given}ms exceeded`, `timeout ${given} of ms exceeded`];
    // One that is frozen keeps its own.
    if (messages.includes(error.message)) Reflect.set(error, 'message', this.#message);
  }

  /** What a part of the work may take at most: a time, but no more than half of what is left. In milliseconds. */
  share(most: number): number {
    return this.#timeout === 0 ? most : Math.min(most, this.#remaining() / 2);
  }

  /**
   * Waits, until the timeout or the user's signal ends the waiting. What is waited for goes on: other requests
   * may wait for it too.
   */
  async waitFor<T>(promise: Promise<T>): Promise<T> {
    const cleanups: (() => void)[] = [];
    const interrupted = new Promise<never>((_, reject) => {
      this.#onTimeout(reject, cleanups);
      this.#onAbort(reject, cleanups);
    });
    const failed = this.#bodyFailure?.catch((error: unknown) => {
      throw AxiosError.from(error, undefined, this.#config);
    });
    try {
      return await Promise.race(failed ? [promise, interrupted, failed] : [promise, interrupted]);
    } finally {
      for (const cleanup of cleanups) cleanup();
    }
  }

  /** Lets a time pass, in milliseconds, but no more than half of what is left. */
  async pause(most: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const passed = new Promise((resolve) => {
      timer = setTimeout(resolve, this.share(most));
    });
    try {
      await this.waitFor(passed);
    } finally {
      clearTimeout(timer);
    }
  }

  #onTimeout(reject: (error: unknown) => void, cleanups: (() => void)[]): void {
    if (this.#timeout === 0) return;
    const timer = setTimeout(() => {
      reject(this.#expired());
    }, this.#remaining());
    cleanups.push(() => {
      clearTimeout(timer);
    });
  }

  #onAbort(reject: (error: unknown) => void, cleanups: (() => void)[]): void {
    const abort = (): void => {
      reject(new CanceledError(undefined, this.#config));
    };
    const signal = own(this.#config, 'signal');
    const cancelToken = own(this.#config, 'cancelToken');
    if (signal?.aborted) abort();
    signal?.addEventListener?.('abort', abort);
    cleanups.push(() => {
      signal?.removeEventListener?.('abort', abort);
    });
    if (!cancelToken) return;
    const subscription: object = cancelToken.promise.then(reject);
    cleanups.push(() => {
      const unsubscribe: unknown = Reflect.get(subscription, 'cancel');
      if (typeof unsubscribe === 'function') Reflect.apply(unsubscribe, subscription, []);
    });
  }

  #remaining(): number {
    const remaining = Math.ceil(this.#deadline - performance.now());
    if (remaining <= 0) throw this.#expired();
    return remaining;
  }

  get #message(): string {
    return own(this.#config, 'timeoutErrorMessage') ?? `timeout of ${this.#timeout}ms exceeded`;
  }

  #expired(): AxiosError {
    const clarify = own(this.#config, 'transitional')?.clarifyTimeoutError;
    const code = clarify ? AxiosError.ETIMEDOUT : AxiosError.ECONNABORTED;
    return new AxiosError(this.#message, code, this.#config);
  }
}
