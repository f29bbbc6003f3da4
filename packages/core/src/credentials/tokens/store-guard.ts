import { type WireRequest } from '../../contract/wire-request.js';
import { property } from '../../platform/values.js';
import { withinTime } from '../../platform/within-time.js';
import { isAhead } from '../clock.js';
import { engineView } from '../engine-view.js';

/** How long an operation of a store may take, in milliseconds. */
export const storeTimeout = 1_000;

// In milliseconds.
const shortestPause = 1_000;
const longestPause = 30_000;

/**
 * Keeps requests from a store's troubles: each operation has a second, and after one that failed the store is left
 * alone for a while, so that not every request finds out anew.
 */
export class StoreGuard {
  readonly #now: () => number;
  #failures = 0;
  #pausedUntil = 0;

  /** @param now - In milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Asks the store; the answer is `undefined` if it failed, or is left alone.
   *
   * @param onLate - Gets what the store answered after its time was over.
   */
  async ask<Value>(
    request: WireRequest,
    operation: () => Promise<Value>,
    onLate?: (value: Value) => unknown,
  ): Promise<Value | undefined> {
    if (isAhead(this.#pausedUntil, this.#now(), longestPause)) return undefined;
    const engine = engineView(request);
    const failures = this.#failures;
    try {
      const value = await withinTime(storeTimeout, operation, onLate);
      if (this.#failures > 0) engine.report('store-resumed');
      this.#failures = 0;
      this.#pausedUntil = 0;
      return value;
    } catch (error) {
      // What was asked at the same time fails of the same trouble.
      if (this.#failures === failures) {
        this.#pausedUntil = this.#now() + Math.min(longestPause, shortestPause * 2 ** failures);
        this.#failures += 1;
      }
      engine.report('store-failed', { code: storeFailureCode(error) });
      return undefined;
    }
  }
}

/** What a failure of a store is called. Not its message: a store may repeat in it what it was given. */
export function storeFailureCode(error: unknown): string {
  const name = error instanceof Error ? error.name : undefined;
  const isWord = (text: unknown): text is string => typeof text === 'string' && /^\w+$/.test(text);
  return [property(error, 'code'), name].find(isWord) ?? 'UNKNOWN';
}
