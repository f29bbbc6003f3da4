import { type SigningClock } from '../contract/authorizer.js';

/**
 * A difference below this, in milliseconds, explains no refusal of most vendors that sign dates: they allow minutes, and a
 * Date header is only exact to the second.
 */
const usualTolerance = 60_000;

/**
 * A difference above this, ten years in milliseconds, is a date that somebody made up: with it this machine's own clock is
 * the better one, and a time that no Date can hold would fail every request from then on.
 */
const farthest = 315_576_000_000;

/**
 * What a server's clock shows, in milliseconds since the epoch; `undefined` if it does not say, or says what no clock
 * shows.
 *
 * @param said - The Date header of its answer, or milliseconds.
 */
export function serverTime(said: string | number | undefined): number | undefined {
  const time = typeof said === 'number' ? said : Date.parse(said ?? '');
  return Math.abs(time - Date.now()) <= farthest ? time : undefined;
}

/**
 * Whether a moment is still to come. One that is further away than it can have been set is none: this machine's clock was
 * put back meanwhile, or somebody made it up. All times are in milliseconds.
 */
export function isAhead(moment: number, now: number, farthestAhead: number): boolean {
  return moment > now && moment - now <= farthestAhead;
}

/** The time to sign with: this machine's, corrected by what the API's own Date header has shown. */
export class Clock implements SigningClock {
  #offset = 0;
  readonly #tolerance: number;

  /** @param tolerance - A difference below it is none, in milliseconds. */
  constructor(tolerance = usualTolerance) {
    this.#tolerance = tolerance;
  }

  get offset(): number {
    return this.#offset;
  }

  now(): number {
    return Date.now() + this.#offset;
  }

  correct(said: string | number | undefined, usedOffset: number): boolean {
    const offset = (serverTime(said) ?? NaN) - Date.now();
    if (!(Math.abs(offset - usedOffset) >= this.#tolerance)) return false;
    this.#offset = offset;
    return true;
  }
}
