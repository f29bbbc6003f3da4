import { KeyringError } from '../errors.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import { type WireRequest } from '../request/wire-request.js';
import { recordUse, type Renewable } from './renewal.js';

/** A short-lived credential. */
export interface Token {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** How a token source works. All times are in milliseconds. */
export interface TokenSourceOptions {
  /** Fetches a new token for whichever request needs it first. */
  readonly mint: (request: WireRequest) => Promise<Token>;
  /**
   * A token with less than this left is renewed in the background, while it still serves. Default: 300,000, but
   * never more than a fifth of the token's life.
   */
  readonly refreshWindow?: number;
  /** A token with less than this left is not used any more. Default: 60,000, but never more than a tenth. */
  readonly forcedWindow?: number;
  /** The clock. Default: `Date.now`. */
  readonly now?: () => number;
}

/**
 * Keeps one token: fetches it when it is first needed, once however many requests wait, renews it before it
 * expires, and drops it when the API refuses it.
 */
export class TokenSource implements Renewable {
  readonly #mint: (request: WireRequest) => Promise<Token>;
  readonly #refreshWindow: number;
  readonly #forcedWindow: number;
  readonly #now: () => number;
  #token: Token | undefined;
  #life = 0;
  #pending: Promise<Token> | undefined;

  constructor({ mint, refreshWindow = 300_000, forcedWindow = 60_000, now = Date.now }: TokenSourceOptions) {
    this.#mint = mint;
    this.#refreshWindow = refreshWindow;
    this.#forcedWindow = forcedWindow;
    this.#now = now;
  }

  /** A token that still serves: at once, or after an exchange that all waiting requests share. */
  get(request: WireRequest): MaybePromise<string> {
    const token = this.#current(request);
    if (!isPromise(token)) request.report('token-reused', { expiresAt: token.expiresAt });
    return isPromise(token)
      ? token.then(({ value }) => this.#use(request, value))
      : this.#use(request, token.value);
  }

  /** Drops a token that the API refused, unless another request has renewed it already. */
  renew(_request: WireRequest, used: string): boolean {
    if (this.#token?.value === used) this.#token = undefined;
    return true;
  }

  #use(request: WireRequest, value: string): string {
    recordUse(request, this, value);
    return value;
  }

  #current(request: WireRequest): MaybePromise<Token> {
    const token = this.#token;
    const remaining = token ? token.expiresAt - this.#now() : 0;
    if (!token || remaining <= Math.min(this.#forcedWindow, this.#life / 10)) return this.#renewOnce(request);
    // While the old token serves, a failing renewal is not yet anybody's problem.
    if (remaining <= Math.min(this.#refreshWindow, this.#life / 5))
      this.#renewOnce(request).catch(() => undefined);
    return token;
  }

  #renewOnce(request: WireRequest): Promise<Token> {
    this.#pending ??= this.#exchange(request).finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  async #exchange(request: WireRequest): Promise<Token> {
    try {
      const token = await this.#mint(request);
      request.report(this.#life === 0 ? 'token-minted' : 'token-renewed', { expiresAt: token.expiresAt });
      this.#token = token;
      this.#life = token.expiresAt - this.#now();
      return token;
    } catch (error) {
      request.report('token-failed', { code: codeOf(error) });
      throw error;
    }
  }
}

function codeOf(error: unknown): string {
  return (error instanceof KeyringError ? error.code : undefined) ?? 'UNKNOWN';
}
