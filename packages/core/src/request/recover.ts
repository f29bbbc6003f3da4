import { type AxiosResponse } from 'axios';
import { renewCredentials } from '../credentials/renewal.js';
import { isReplayable } from './body.js';
import { type Patience } from './patience.js';
import { responseHeader } from './response-header.js';
import { type SealedRequest } from './sealed-request.js';

/** An answer, as far as a provider may look at it to tell whether its credential was refused. */
export interface Refusal {
  readonly status: number;
  /** The body as text; empty for a stream. */
  readonly body: string;
  /** @param name - In lower case. */
  header(name: string): string | undefined;
}

/** An attempt that was answered; `request` is there if it was authorized. */
export interface Answered {
  readonly response: AxiosResponse;
  readonly request: SealedRequest | undefined;
}

/**
 * After an answer: whether sending the request once more makes sense, because what was refused has been put right
 * meanwhile. That is a credential that was renewed, or a date that was signed with a wrong clock.
 *
 * @param data - The body as it was to be sent; what cannot be sent twice is not.
 */
export async function recovers(
  { response, request }: Answered,
  data: unknown,
  patience: Patience,
): Promise<boolean> {
  if (!request) return false;
  const refusal = refusalOf(response);
  const stale = request.isStale(refusal);
  if (!stale && refusal.status !== 403) return false;
  request.report('refused', { status: refusal.status });
  if (!isReplayable(data)) return false;
  if (request.correctClock(refusal.header('date'))) return true;
  return stale && patience.waitFor(renewCredentials(request));
}

/** Lets go of an answer that nobody will read: an unread stream would hold its connection for ever. */
export function discard(response: AxiosResponse): void {
  const data: unknown = response.data;
  if (typeof data !== 'object' || data === null) return;
  for (const method of ['destroy', 'cancel']) {
    const end: unknown = Reflect.get(data, method);
    if (typeof end === 'function') {
      void Promise.resolve(Reflect.apply(end, data, [])).catch(() => undefined);
      return;
    }
  }
}

/** What a provider sees of an answer. */
export function refusalOf(response: AxiosResponse): Refusal {
  const data: unknown = response.data;
  return {
    status: response.status,
    get body() {
      if (data instanceof Uint8Array) return new TextDecoder().decode(data);
      return typeof data === 'string' ? data : '';
    },
    header: (name) => responseHeader(response, name),
  };
}
