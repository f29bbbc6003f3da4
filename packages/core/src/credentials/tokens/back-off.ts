import { KeyringError } from '../../platform/errors.js';
import { exchangeFailureOf } from './exchange-error.js';

/** An exchange that failed, and when there may be another one. */
export interface Failure {
  readonly error: unknown;
  /** In milliseconds since the epoch. */
  readonly retryAt: number;
  /** How long that was from the failure, in milliseconds. */
  readonly wait: number;
  /** How many times the secret was refused since the last success. */
  readonly refusals: number;
  /** How many exchanges failed otherwise since then. */
  readonly troubles: number;
}

// In milliseconds. A refused secret locks accounts when it is sent again and again; for a server in trouble the
// first further try is free, since most troubles are over by then.
const afterRefusal = { first: 30_000, longest: 900_000 };
const afterTrouble = { first: 1_000, longest: 60_000 };

/** Nothing keeps a process from its tokens for longer, no server's `Retry-After` either, in milliseconds. */
const longestWait = 3_600_000;

/**
 * Remembers that an exchange failed. The wait doubles with each failure, and up to a quarter is added at random, so
 * that many processes do not come back at the same moment.
 *
 * @param now - In milliseconds since the epoch.
 * @param random - From 0 up to 1.
 */
export function failed(error: unknown, previous: Failure | undefined, now: number, random: number): Failure {
  const { refused, retryAfter, refusals: known = 0 } = exchangeFailureOf(error);
  const { refusals, troubles } = previous ?? { refusals: 0, troubles: 0 };
  // Another process, or the token source of a token that this one is made of, has set the wait already.
  const announced = error instanceof KeyringError ? (error.retryAt ?? 0) : 0;
  if (isWait(announced, now)) {
    const counts = { refusals: Math.max(refusals, known), troubles };
    return { error, retryAt: announced, wait: announced - now, ...counts };
  }
  const counts = refused ? { refusals: refusals + 1, troubles } : { refusals, troubles: troubles + 1 };
  const { first, longest } = refused ? afterRefusal : afterTrouble;
  const doublings = refused ? refusals : troubles - 1;
  const wait = doublings < 0 ? 0 : Math.min(longest, first * 2 ** doublings) * (1 + random / 4);
  const retryAt = Math.ceil(now + Math.max(wait, Math.min(retryAfter, longestWait)));
  const told = retryAt > now ? sayWhen(error, retryAt, counts.refusals) : error;
  return { error: told, retryAt, wait: retryAt - now, ...counts };
}

/** Whether there may be another exchange. Where more is left than the whole wait, the clock was put back meanwhile. */
export function mayRetry({ retryAt, wait }: Failure, now: number): boolean {
  return retryAt <= now || retryAt - now > wait;
}

/**
 * Whether a moment has still to be waited for. One that is further away than every wait is none: this machine's
 * clock was put back meanwhile, or a store made it up.
 */
export function isWait(retryAt: number, now: number): boolean {
  return retryAt > now && retryAt - now <= longestWait;
}

function sayWhen(error: unknown, retryAt: number, refusals: number): unknown {
  if (!(error instanceof KeyringError)) return error;
  const failure = exchangeFailureOf(error);
  const other = failure.refused ? '; another secret is tried at once' : '';
  const sentence = `The next try is at ${new Date(retryAt).toISOString()}${other}.`;
  return error.withRetry(retryAt, sentence, { ...failure, refusals });
}
