import { LruMap } from 'toad-cache';
import { type ExchangeResponse, type WireRequest } from '../../contract/wire-request.js';
import { type ExchangeFailure, KeyringError } from '../../platform/errors.js';
import { parseJSON, property } from '../../platform/values.js';
import { isAhead, serverTime } from '../clock.js';
import { engineView } from '../engine-view.js';

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
export const longestWait = 3_600_000;

/** How many ways in trouble are remembered; somebody may make an agent for each request. */
const mostWays = 1_000;

/** The clock of a token source, and what it leaves to chance. */
export interface Odds {
  /** In milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/**
 * The exchanges that failed. A secret that was refused, and a server that is in trouble, are remembered for all requests
 * of the identity; trouble of one agent, proxy or adapter for those only that go the same way.
 */
export class Failures {
  readonly #ofIdentities: LruMap<Failure>;
  readonly #ofWays = new LruMap<Failure>(mostWays);
  readonly #odds: Odds;

  constructor(maxIdentities: number, odds: Odds) {
    this.#ofIdentities = new LruMap(maxIdentities);
    this.#odds = odds;
  }

  /** The failure because of which there may be no exchange for this request now. */
  blocking(request: WireRequest, key: string): Failure | undefined {
    const ofWay = this.#ofWays.size > 0 ? this.#ofWays.get(nameOf(request, key)) : undefined;
    const now = this.#odds.now();
    return [this.#ofIdentities.get(key), ofWay].find(
      (failure) => failure && isAhead(failure.retryAt, now, failure.wait),
    );
  }

  /** Remembers and reports that the exchange for this request failed; answers what to throw. */
  add(request: WireRequest, key: string, error: unknown): unknown {
    const isWay = isOfWay(error, request);
    const failures = isWay ? this.#ofWays : this.#ofIdentities;
    const name = isWay ? nameOf(request, key) : key;
    const failure = failed(error, failures.get(name), this.#odds);
    failures.set(name, failure);
    const code = error instanceof KeyringError ? error.code : 'UNKNOWN';
    engineView(request).report('token-failed', { code, retryAt: failure.retryAt });
    return failure.error;
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

// The wait doubles with each failure, and up to a quarter is added at random, so that many processes do not come back at
// the same moment.
function failed(error: unknown, previous: Failure | undefined, odds: Odds): Failure {
  const now = odds.now();
  const { refused, retryAfter, refusals: known = 0 } = exchangeFailureOf(error);
  const { refusals, troubles } = previous ?? { refusals: 0, troubles: 0 };
  // Another process, or the token source of a token that this one is made of, has set the wait already.
  const announced = error instanceof KeyringError ? (error.retryAt ?? 0) : 0;
  if (isAhead(announced, now, longestWait)) {
    const counts = { refusals: Math.max(refusals, known), troubles };
    return { error, retryAt: announced, wait: announced - now, ...counts };
  }
  const counts = refused ? { refusals: refusals + 1, troubles } : { refusals, troubles: troubles + 1 };
  const { first, longest } = refused ? afterRefusal : afterTrouble;
  const doublings = refused ? refusals : troubles - 1;
  const wait = doublings < 0 ? 0 : Math.min(longest, first * 2 ** doublings) * (1 + odds.random() / 4);
  const retryAt = Math.ceil(now + Math.max(wait, Math.min(retryAfter, longestWait)));
  const told = retryAt > now ? sayWhen(error, retryAt, counts.refusals) : error;
  return { error: told, retryAt, wait: retryAt - now, ...counts };
}

function sayWhen(error: unknown, retryAt: number, refusals: number): unknown {
  if (!(error instanceof KeyringError)) return error;
  const failure = exchangeFailureOf(error);
  const other = failure.refused ? '; another secret is tried at once' : '';
  const sentence = `The next try is at ${new Date(retryAt).toISOString()}${other}.`;
  return error.withRetry(retryAt, sentence, { ...failure, refusals });
}

/** What {@link tokenExchangeError} makes an error of. */
export interface ExchangeErrorDetails {
  /** The provider's short name. */
  readonly provider: string;
  /** What was wrong, and where to set it right. Nothing of the answer: it may echo what was sent. */
  readonly message: string;
  readonly response: ExchangeResponse;
  /** What the answer says of it, such as its `error_description`. The message repeats it as far as `response.quote` does. */
  readonly said?: unknown;
  /** Whether the secret was refused. Default: for a status of 4xx but those that only ask to wait. */
  readonly refused?: boolean;
  /**
   * Whether the refresh token was refused for good. Default: whether the answer's `error` is `invalid_grant`, as
   * [RFC 6749](https://www.rfc-editor.org/rfc/rfc6749#section-5.2) has it.
   */
  readonly invalidGrant?: boolean;
}

/** The error of an exchange that was answered without a token: `ERR_KEYRING_TOKEN_EXCHANGE`. */
export function tokenExchangeError(details: ExchangeErrorDetails): KeyringError {
  const { provider, response, said, refused = isRefusal(response.status) } = details;
  const quotation = response.quote(said);
  const message = quotation === undefined ? details.message : `${details.message} It said: ${quotation}`;
  const { invalidGrant = property(parseJSON(response.body), 'error') === 'invalid_grant' } = details;
  const exchange = { refused, invalidGrant, retryAfter: retryAfterOf(response) };
  return new KeyringError({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider, message, exchange });
}

/** What is known of a failed exchange; one that was not answered at all was not refused either. */
export function exchangeFailureOf(error: unknown): ExchangeFailure {
  const known = error instanceof KeyringError ? error.exchange : undefined;
  return known ?? { refused: false, retryAfter: 0 };
}

/** Whether an error is that of an exchange whose secret was refused, so that another secret may be worth a try. */
export function isRefusedExchange(error: unknown): boolean {
  return exchangeFailureOf(error).refused;
}

// Request Timeout, Too Early, Too Many Requests: https://www.rfc-editor.org/rfc/rfc9110#section-15.5
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}

/**
 * How long an answer asks to wait, in milliseconds; 0 if it does not. No bound is kept: a server may write any number.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfterOf(answer: Pick<ExchangeResponse, 'header'>): number {
  const text = answer.header('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // All that a server may write today; Date.parse would make a date of nearly every number.
  if (!/^[a-z]{3,9}, .* GMT$/i.test(text)) return 0;
  const wait = Date.parse(text) - (serverTime(answer.header('date')) ?? Date.now());
  return wait > 0 ? wait : 0;
}
