import { type WireRequest } from './wire-request.js';

/** An answer, as far as a provider may look at it to tell whether its credential was refused. */
export interface Refusal {
  readonly status: number;
  /** The body as text; empty for a stream. */
  readonly body: string;
  /** @param name - In lower case. */
  header(name: string): string | undefined;
}

/** What a provider knows when it explains a refusal. */
export interface RefusalFacts extends Refusal {
  /** The request as it was sent, without its credential headers. */
  readonly request: WireRequest;
  /**
   * What the API's clock, by the Date header of the answer, is ahead of the time that the request was signed with
   * (this machine's, if none was), in milliseconds; 0 if the header is missing, or says what no clock shows.
   */
  readonly clockOffset: number;
}

/**
 * Says why an answer probably is a refusal, in one or two sentences without a secret; `undefined` if that is not known.
 */
export type ExplainRefusal = (facts: RefusalFacts) => string | undefined;

/** The same by the status of the answer. */
export type RefusalReasons = Readonly<Record<number, string | ExplainRefusal>>;
