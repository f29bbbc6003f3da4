import { type MaybePromise } from '../contract/maybe-promise.js';
import { type WireRequest } from '../contract/wire-request.js';
import { engineKey, engineView } from './engine-view.js';

/** A credential that can become another one: a token, or the result of a user's function. */
export interface Renewable {
  /**
   * Called after the API refused `used`. Answers whether another credential is to be had, so that sending the
   * request once more makes sense. Renewing what somebody else has renewed already must not renew again.
   */
  forget(request: WireRequest, used: string): MaybePromise<boolean>;
  /** Called where the API refused what the renewal gave as well, so that the refusal was about something else. */
  trust?(used: string): void;
}

interface Use {
  readonly credential: Renewable;
  readonly value: string;
  readonly borrowed: boolean;
}

// Which renewable credentials went into which attempt; a constant secret needs no entry.
const uses = new WeakMap<WireRequest, Use[]>();

/**
 * Notes that a request was authorized with this value of a renewable credential.
 *
 * @param borrowed - Whether another process fetched it, at a time that is not known.
 */
export function recordUse(
  request: WireRequest,
  credential: Renewable,
  value: string,
  borrowed = false,
): void {
  const use = { credential, value, borrowed };
  const recorded = uses.get(request);
  if (recorded) recorded.push(use);
  else uses.set(request, [use]);
}

/** Whether two attempts were authorized with the same credentials, so that the second says nothing new. */
export function usedSame(first: WireRequest, second: WireRequest): boolean {
  const [before, after] = [uses.get(first) ?? [], uses.get(second) ?? []];
  return before.length === after.length && before.every(({ value }, index) => value === after[index]?.value);
}

/** Whether a request was authorized with anything that can become another credential. */
export function usedRenewable(request: WireRequest): boolean {
  return uses.has(request);
}

/** Whether a request was authorized with a credential that another process fetched. */
export function usedBorrowed(request: WireRequest): boolean {
  return uses.get(request)?.some(({ borrowed }) => borrowed) ?? false;
}

/** After a refusal: renews what the request was authorized with, and says whether anything is new. */
export async function forgetCredentials(request: WireRequest): Promise<boolean> {
  let renewed = false;
  for (const { credential, value } of uses.get(request) ?? []) {
    if (await credential.forget(request, value)) renewed = true;
  }
  return renewed;
}

/** After a second refusal: goes back to the credential that the API accepted before, where there is one. */
export function trustCredentials(request: WireRequest): void {
  for (const { credential, value } of uses.get(request) ?? []) credential.trust?.(value);
}

/**
 * A request as an object of its own. What a request is authorized with is recorded beside it, so that a provider with
 * two credentials can read one of them for a copy: a refusal of the request then renews the other only.
 *
 * @param changes - What the copy has in place of the request's own.
 */
export function copyRequest(request: WireRequest, changes: Partial<WireRequest> = {}): WireRequest {
  const { method, host, baseURL, body, contentType, options, exchange } = request;
  const copy = {
    get url() {
      return request.url;
    },
    ...{ method, host, baseURL, body, contentType, options, exchange },
    header: (name: string) => request.header(name),
    now: () => request.now(),
    correctClock: (date: string | undefined) => request.correctClock(date),
    [engineKey]: engineView(request),
    ...changes,
  };
  return copy;
}
