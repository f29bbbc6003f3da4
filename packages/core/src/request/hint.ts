import { type AxiosResponse } from 'axios';
import { type Refusal, refusalOf } from './recover.js';
import { type SealedRequest } from './sealed-request.js';
import { type WireRequest } from './wire-request.js';

declare module 'axios' {
  interface AxiosError {
    /** Why the API probably refused the request, in one or two sentences. Never a secret. */
    hint?: string;
  }
}

/** What a provider knows when it explains a refusal. */
export interface RefusalFacts extends Refusal {
  /** The request as it was sent, without its credential headers. */
  readonly request: WireRequest;
  /**
   * What the API's clock is ahead of this machine's, in milliseconds, by the Date header of the answer; 0 if the
   * header is missing.
   */
  readonly clockOffset: number;
}

/** The provider's explanation of a refusal, `undefined` if it has none. */
export function hintFor(response: AxiosResponse, request: SealedRequest | undefined): string | undefined {
  if (!request) return undefined;
  const refusal = refusalOf(response);
  const offset = Date.parse(refusal.header('date') ?? '') - Date.now();
  const clockOffset = Number.isNaN(offset) ? 0 : offset;
  return request.explainRefusal({ ...refusal, body: refusal.body, request, clockOffset });
}
