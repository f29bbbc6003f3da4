import { LruMap } from 'toad-cache';
import { engineView } from '../engine-view.js';
import { type WireRequest } from '../../contract/wire-request.js';
import { failed, type Failure, mayRetry } from './back-off.js';
import { exchangeFailureOf } from './exchange-error.js';

/** How many ways in trouble are remembered; somebody may make an agent for each request. */
const mostWays = 1_000;

/**
 * The exchanges that failed. A secret that was refused, and a server that is in trouble, are remembered for all requests
 * of the identity; trouble of one agent, proxy or adapter for those only that go the same way.
 */
export class Failures {
  readonly #ofIdentities: LruMap<Failure>;
  readonly #ofWays = new LruMap<Failure>(mostWays);
  readonly #now: () => number;
  readonly #random: () => number;

  /**
   * @param now - In milliseconds since the epoch.
   * @param random - From 0 up to 1.
   */
  constructor(maxIdentities: number, now: () => number, random: () => number) {
    this.#ofIdentities = new LruMap(maxIdentities);
    this.#now = now;
    this.#random = random;
  }

  /** The failure because of which there may be no exchange for this request now. */
  blocking(request: WireRequest, key: string): Failure | undefined {
    const ofWay = this.#ofWays.size > 0 ? this.#ofWays.get(nameOf(request, key)) : undefined;
    const now = this.#now();
    return [this.#ofIdentities.get(key), ofWay].find((failure) => failure && !mayRetry(failure, now));
  }

  /** Remembers that the exchange for this request failed. */
  add(request: WireRequest, key: string, error: unknown): Failure {
    const [failures, name] = isOfWay(error, request)
      ? ([this.#ofWays, nameOf(request, key)] as const)
      : ([this.#ofIdentities, key] as const);
    const failure = failed(error, failures.get(name), this.#now(), this.#random());
    failures.set(name, failure);
    return failure;
  }

  /** Forgets what a success has put right. */
  forget(request: WireRequest, key: string): void {
    this.#ofIdentities.delete(key);
    if (this.#ofWays.size > 0) this.#ofWays.delete(nameOf(request, key));
  }
}

/** Whether an exchange over another way may succeed where the one for this request failed with an error. */
export function isOfWay(error: unknown, request: WireRequest): boolean {
  const { refused, unanswered = false } = exchangeFailureOf(error);
  // What a mock answers says nothing of the server.
  return unanswered || (engineView(request).mock !== undefined && !refused);
}

function nameOf(request: WireRequest, key: string): string {
  return `${key} ${engineView(request).way}`;
}
