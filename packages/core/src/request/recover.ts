import { type Refusal } from '../contract/refusal.js';
import { type AxiosResponse } from 'axios';
import { renewCredentials, restoreCredentials, usedBorrowed, usedRenewable } from '../credentials/renewal.js';
import { isReplayable } from './body.js';
import { holdRefusal, longestHold } from './hold-refusal.js';
import { type Patience } from './patience.js';
import { release } from '../platform/stream.js';
import { responseHeader } from './response-header.js';
import { type SealedRequest } from './sealed-request.js';

/** What was put right after a refusal: a date that was signed with a wrong clock, or the credential. */
export type Recovery = 'clock' | 'credential';

/**
 * After an answer with a status of 400 or above: what has been put right, so that sending the request once more makes
 * sense; `undefined` if nothing was, or the answer is no refusal.
 *
 * @param request - There if the hop was authorized.
 * @param data - The body as it was sent. One that cannot be sent twice is not, but the next request is to have a better
 * credential all the same.
 * @param tried - What was put right before for this request; nothing is tried twice, but for a shared token.
 */
export async function recover(
  response: AxiosResponse,
  request: SealedRequest | undefined,
  data: unknown,
  patience: Patience,
  tried: readonly Recovery[],
): Promise<Recovery | undefined> {
  if (!request) return undefined;
  const refusal = refusalOf(response);
  const isStale = request.isStale(refusal);
  if (!isStale && refusal.status !== 401 && refusal.status !== 403) return undefined;
  request.report('refused', { status: refusal.status });
  const isCorrected = request.correctClock(refusal.header('date'));
  const canRepeat = isReplayable(data);
  if (isCorrected && !tried.includes('clock')) return canRepeat ? 'clock' : undefined;
  if (!isStale || !usedRenewable(request)) return undefined;
  const renewals = tried.filter((recovery) => recovery === 'credential').length;
  // The token of another process may be as old as the one that was refused before.
  if (renewals > (usedBorrowed(request) ? 1 : 0)) {
    restoreCredentials(request);
    return undefined;
  }
  if (canRepeat) await patience.waitFor(holdRefusal(response, patience.share(longestHold)));
  const renewal = patience.waitFor(renewCredentials(request));
  if (canRepeat) return (await renewal) ? 'credential' : undefined;
  // The answer that is there says more than a renewal that fails.
  await renewal.catch(() => undefined);
  return undefined;
}

/** Lets go of an answer that nobody will read: an unread stream would hold its connection for ever. */
export function discard(response: AxiosResponse): void {
  release(response.data);
}

/** What a provider sees of an answer. */
export function refusalOf(response: AxiosResponse): Refusal {
  const data: unknown = response.data;
  return {
    status: response.status,
    get body() {
      if (data instanceof Uint8Array || data instanceof ArrayBuffer) return new TextDecoder().decode(data);
      return typeof data === 'string' ? data : '';
    },
    header: (name) => responseHeader(response, name),
  };
}
