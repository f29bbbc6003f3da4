import { json, type Answer } from './answer.js';

/** The response header in which an emulator says which part of the credentials differed. */
export const refusalHeader = 'x-emulator-refusal';

/**
 * Thrown by a check that does not accept a request. The message is one sentence for the developer; it names parts of
 * the request and never quotes a credential, since it travels in a header and may be logged.
 */
export class Refusal extends Error {
  /** What the vendor answers, with the sentence in {@link refusalHeader}. */
  readonly answer: Answer;

  /**
   * @param status - the vendor's HTTP status
   * @param body - the vendor's body, sent as JSON; `undefined` sends an empty one
   * @param sentence - which part of the request differed
   */
  constructor(status: number, body: unknown, sentence: string) {
    super(sentence);
    this.name = 'Refusal';
    const vendor: Answer = body === undefined ? { status, headers: {}, body: '' } : json(status, body);
    this.answer = { ...vendor, headers: { ...vendor.headers, [refusalHeader]: sentence } };
  }
}

/** Builds a vendor's refusal from the sentence that explains it. */
export type Refuse = (sentence: string) => Refusal;

/** Refuses with a status and a body, sent as JSON; without one, the answer is empty. */
export function refuseWith(status: number, body?: unknown): Refuse {
  return (sentence) => new Refusal(status, body, sentence);
}
