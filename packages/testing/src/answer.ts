import type { ServerResponse } from 'node:http';

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

export function send(response: ServerResponse, answer: Answer): void {
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers)) {
    response.setHeader(name, value);
  }
  response.end(answer.body);
}
