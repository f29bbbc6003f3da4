/** What goes back to the client. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Uint8Array;
}

/**
 * An answer of your own, for a request whose credentials were accepted.
 */
export interface CustomAnswer {
  /** The HTTP status. Default: 200. */
  readonly status?: number | undefined;
  /** Headers of the answer. Default: the content type of a JSON body, else none. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** A string or bytes are sent as they are, anything else as JSON. Default: empty. */
  readonly body?: unknown;
}

export function json(status: number, value: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

export function text(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}

export function customAnswer({ status = 200, headers = {}, body = '' }: CustomAnswer): Answer {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    return { status, headers, body };
  }
  const answer = json(status, body);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** The response header in which an emulator says which part of the credentials differed. */
export const refusalHeader = 'x-emulator-refusal';

/**
 * Thrown by a check that does not accept a request. The message is one sentence for the developer; it names parts of
 * the request and never quotes a credential, since it travels in a header and may be logged.
 */
export class Refusal extends Error {
  /** What the vendor answers, with the sentence in the header `x-emulator-refusal`. */
  readonly answer: Answer;

  /**
   * @param status - the vendor's HTTP status
   * @param body - the vendor's body, sent as JSON; `undefined` sends an empty one
   * @param sentence - which part of the request differed
   * @param headers - what goes with the body, such as a challenge
   */
  constructor(
    status: number,
    body: unknown,
    sentence: string,
    headers: Readonly<Record<string, string | readonly string[]>> = {},
  ) {
    super(sentence);
    this.name = 'Refusal';
    const vendor: Answer = body === undefined ? { status, headers: {}, body: '' } : json(status, body);
    this.answer = { ...vendor, headers: { ...vendor.headers, ...headers, [refusalHeader]: sentence } };
  }
}

/** Builds a vendor's refusal from the sentence that explains it. */
export type Refuse = (sentence: string) => Refusal;

/** Refuses with a status and a body, sent as JSON; without one, the answer is empty. */
export function refuseWith(
  status: number,
  body?: unknown,
  headers?: Readonly<Record<string, string | readonly string[]>>,
): Refuse {
  return (sentence) => new Refusal(status, body, sentence, headers);
}
