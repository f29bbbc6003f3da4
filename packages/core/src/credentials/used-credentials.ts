import { type MaybePromise, type WireRequest } from '../contract/wire-request.js';
import { engineView } from './engine-view.js';

/** A credential that can be forgotten for another one: a token, or the result of a user's function. */
export interface Forgettable {
  /**
   * Called after the API refused `used`. Answers whether another credential is to be had, so that sending the
   * request once more makes sense. Where another request has had it forgotten already, nothing is forgotten again.
   */
  forget(request: WireRequest, used: string): MaybePromise<boolean>;
  /** Called where the API refused the other one as well, so that the refusal was about something else. */
  trust?(used: string): void;
}

interface Use {
  readonly credential: Forgettable;
  readonly value: string;
  readonly borrowed: boolean;
}

// Which of them went into which attempt; a constant secret needs no entry.
const uses = new WeakMap<WireRequest, Use[]>();

/**
 * Notes that a request was authorized with this value of a credential.
 *
 * @param borrowed - Whether another process minted it, at a time that is not known.
 */
export function recordUse(
  request: WireRequest,
  credential: Forgettable,
  value: string,
  borrowed = false,
): void {
  const recorded = uses.get(request) ?? [];
  recorded.push({ credential, value, borrowed });
  uses.set(request, recorded);
}

/** Whether two attempts were authorized with the same credentials, so that the second says nothing new. */
export function usedSame(first: WireRequest, second: WireRequest): boolean {
  const [before, after] = [uses.get(first) ?? [], uses.get(second) ?? []];
  return before.length === after.length && before.every(({ value }, index) => value === after[index]?.value);
}

/** Whether a request was authorized with anything that can be forgotten. */
export function usedForgettable(request: WireRequest): boolean {
  return uses.has(request);
}

/** Whether a request was authorized with a credential that another process minted. */
export function usedBorrowed(request: WireRequest): boolean {
  return uses.get(request)?.some(({ borrowed }) => borrowed) ?? false;
}

/** After a refusal: forgets what the request was authorized with, and says whether anything else is to be had. */
export async function forgetCredentials(request: WireRequest): Promise<boolean> {
  let hasOther = false;
  for (const { credential, value } of uses.get(request) ?? []) {
    if (await credential.forget(request, value)) hasOther = true;
  }
  return hasOther;
}

/** After a second refusal: goes back to the credential that the API accepted before, where there is one. */
export function trustCredentials(request: WireRequest): void {
  for (const { credential, value } of uses.get(request) ?? []) credential.trust?.(value);
}

/**
 * A request as an object of its own. What a request is authorized with is recorded beside it, so that a provider with
 * two credentials can read one of them for a copy: a refusal of the request then has only the other one forgotten.
 */
export function copyRequest(request: WireRequest): WireRequest {
  const { method, host, headers, baseURL, body, bodyLength, refusal, options, exchange } = request;
  const copy = {
    get url(): URL {
      return request.url;
    },
    ...{ method, host, headers, baseURL, body, bodyLength, refusal, options, exchange },
    now: () => request.now(),
    correctClock: (serverTime: string | number | undefined) => request.correctClock(serverTime),
    engine: engineView(request),
  };
  return copy;
}
