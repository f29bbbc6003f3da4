import { type AxiosResponse } from 'axios';
import { type Refusal, type RefusalFacts } from '../contract/wire-request.js';
import { serverTime } from '../credentials/clock.js';
import {
  forgetCredentials,
  trustCredentials,
  usedBorrowed,
  usedForgettable,
  usedSame,
} from '../credentials/used-credentials.js';
import { isObject, isPromise } from '../platform/values.js';
import { responseHeader } from './adapter.js';
import { type Recovery } from './attempt.js';
import { isReplayable } from './body.js';
import { holdRefusal, longestHold } from './hold-refusal.js';
import { seal, type SealedAttempt } from './seal.js';
import { type SealedRequest } from './sealed-request.js';

/**
 * After an answer that may be a refusal: the attempt once more, with what was put right; `undefined` if nothing was, if it
 * would be the same again, or if the answer is no refusal.
 */
export async function recovered(
  refused: SealedAttempt,
  response: AxiosResponse,
): Promise<SealedAttempt | undefined> {
  const { attempt, request } = refused;
  const recovery = request && (await putRight(refused, request, response));
  if (!recovery) return undefined;
  const refusal = recovery === 'again' || recovery === 'credential' ? refusalOf(response) : undefined;
  const again = await seal({ ...attempt, refusal, tried: [...attempt.tried, recovery] });
  // A vendor's library, or a user's function, may keep the token that was refused and give it once more.
  if (recovery === 'credential' && again.request && usedSame(request, again.request)) {
    trustCredentials(again.request);
    return undefined;
  }
  request.report('recovered');
  return again;
}

/** How long a credential is given until it is known everywhere, before each further attempt, in milliseconds. */
const waits = [500, 1_000, 2_000];

/**
 * Puts right what a refusal was about, so that sending the request once more makes sense; nothing twice, but for a shared
 * token. A body that cannot be sent twice is not, but the next request is to have a better credential all the same.
 */
async function putRight(
  { attempt, asksForChallenge, abort }: SealedAttempt,
  request: SealedRequest,
  response: AxiosResponse,
): Promise<Recovery | undefined> {
  const { data, tried, errand } = attempt;
  const { patience } = errand;
  const refusal = refusalOf(response);
  const told = request.authorizer.onRefusal(refusal, request);
  // What never ends ends with the request.
  const remedy = isPromise(told) ? await patience.waitFor(told) : told;
  if (!remedy && refusal.status !== 401 && refusal.status !== 403) return undefined;
  request.report('refused', { status: refusal.status });
  const canRepeat = asksForChallenge || isReplayable(data);
  if (remedy === 'again') return canRepeat && !tried.includes('again') ? 'again' : undefined;
  if (remedy === 'wait') {
    const wait = waits[tried.filter((recovery) => recovery === 'wait').length];
    if (wait === undefined || !canRepeat) return undefined;
    await patience.pause(wait);
    return 'wait';
  }
  const isCorrected = request.correctClock(refusal.header('date'));
  if (isCorrected && !tried.includes('clock')) return canRepeat ? 'clock' : undefined;
  if (!remedy || !usedForgettable(request)) return undefined;
  const renewals = tried.filter((recovery) => recovery === 'credential').length;
  // The token of another process may be as old as the one that was refused before.
  if (renewals > (usedBorrowed(request) ? 1 : 0)) {
    trustCredentials(request);
    return undefined;
  }
  if (canRepeat) await patience.waitFor(holdRefusal(response, patience.share(longestHold), abort));
  const renewal = patience.waitFor(forgetCredentials(request));
  if (canRepeat) return (await renewal) ? 'credential' : undefined;
  // The answer that is there says more than a renewal that fails.
  await renewal.catch(() => undefined);
  return undefined;
}

/** What a provider sees of an answer. */
function refusalOf(response: AxiosResponse): Refusal {
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

/** The provider's explanation of a refusal, `undefined` if it has none. */
export function hintFor(response: AxiosResponse, request: SealedRequest): string | undefined {
  const refusal = refusalOf(response);
  const served = serverTime(refusal.header('date'));
  const clockOffset = served === undefined ? 0 : served - Date.now() - request.signedOffset;
  const facts: RefusalFacts = { ...refusal, body: refusal.body, request, clockOffset };
  try {
    return request.authorizer.explainRefusal?.(facts);
  } catch {
    // The API's answer matters more than its explanation: an error in the one must not replace the other.
    return undefined;
  }
}

/**
 * Why the API probably refused a request, in one or two sentences: what `hint` on the error says. `undefined` if the
 * error has none. Never a secret.
 */
export function refusalHint(error: unknown): string | undefined {
  // Axios' types for CommonJS cannot be added to, so `hint` is read through this function.
  const hint: unknown = isObject(error) && Reflect.get(error, 'hint');
  return typeof hint === 'string' ? hint : undefined;
}
