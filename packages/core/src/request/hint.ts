import { type AxiosResponse } from 'axios';
import { serverTime } from '../credentials/clock.js';
import { refusalOf } from './recover.js';
import { type SealedRequest } from './sealed-request.js';

/**
 * Why the API probably refused a request, in one or two sentences: what `hint` on the error says. `undefined` if the
 * error has none. Never a secret.
 */
export function refusalHint(error: unknown): string | undefined {
  // Axios' types for CommonJS cannot be added to, so `hint` is read through this function.
  const hint: unknown = typeof error === 'object' && error !== null && Reflect.get(error, 'hint');
  return typeof hint === 'string' ? hint : undefined;
}

/** The provider's explanation of a refusal, `undefined` if it has none. */
export function hintFor(response: AxiosResponse, request: SealedRequest | undefined): string | undefined {
  if (!request) return undefined;
  const refusal = refusalOf(response);
  const served = serverTime(refusal.header('date'));
  const clockOffset = served === undefined ? 0 : served - Date.now() - request.signedOffset;
  try {
    return request.explainRefusal({ ...refusal, body: refusal.body, request, clockOffset });
  } catch {
    // The API's answer matters more than its explanation: an error in the one must not replace the other.
    return undefined;
  }
}
