import type { ServerResponse } from 'node:http';
import { type RawAnswer, sendRaw } from '../send-raw.js';
import { type ReceivedRequest, startServer } from '../server.js';
import type { ApiLike } from './subject.js';

/** The header that tells a request of a check from one that a provider makes by itself, such as for a token. */
export const markHeader = 'x-conformance';

/** What a base URL with a path of its own begins with; the API does not see it. */
export const prefix = '/conformance';

/** An answer that the gate gives instead of the API's; `undefined` stands for that of the API. */
export type Scripted = Plain | 'reset' | 'hang' | undefined;

interface Plain {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the body has in it what was sent. Some APIs say so what they do not understand. */
  readonly repeats?: boolean;
}

/** The answer that leads elsewhere. */
export function redirect(status: number, location: string): Plain {
  return { status, headers: { location } };
}

/** A request of a check, as it came off the wire. */
export interface Arrival extends ReceivedRequest {
  /** Why the API did not take it for authenticated, whatever the gate answered; `undefined` if it did. */
  readonly refusal: string | undefined;
}

/** More requests than any check needs: a provider that sends for ever is stopped here. */
const limit = 200;

/** Requests of one kind, and how those to come are answered. */
export class Lane<Request> {
  /** In order of arrival. */
  readonly passed: Request[] = [];
  private script: readonly Scripted[] = [];

  /** Says how the requests to come are answered, in turn: the last answer stands for all that follow. */
  play(...script: readonly Scripted[]): void {
    this.script = script;
  }

  /** Writes a request down, and says how it is answered. */
  pass(request: Request): Scripted {
    const [first, ...rest] = this.script;
    if (rest.length > 0) this.script = rest;
    return this.passed.push(request) > limit ? 'reset' : first;
  }
}

/** Stands before an API: it writes down what the API says of each request, and can give another answer. */
export interface Gate extends ApiLike {
  /** The requests of the check. */
  readonly requests: Lane<Arrival>;
  /** The requests that the provider made by itself. */
  readonly exchanges: Lane<ReceivedRequest>;
}

/**
 * Starts a gate before an API, which is closed with it.
 *
 * @param asksForChallenge - Whether a request is there to be refused with one, and so is none of the check.
 */
export async function startGate(
  api: ApiLike,
  asksForChallenge: (request: ReceivedRequest) => boolean,
): Promise<Gate> {
  const [requests, exchanges] = [new Lane<Arrival>(), new Lane<ReceivedRequest>()];
  const server = await startServer(async (request, response) => {
    const answer = await forward(request, api.url);
    // Some APIs refuse with a status that says nothing of it.
    const isRefusal = answer.status >= 400 || answer.refusal !== undefined;
    const refusal = isRefusal ? `${answer.status} ${answer.refusal ?? ''}`.trim() : undefined;
    const isOfCheck = request.headers[markHeader] !== undefined;
    if (isOfCheck && isRefusal && asksForChallenge(request)) respond(response, answer, request, undefined);
    else {
      const scripted = isOfCheck ? requests.pass({ ...request, refusal }) : exchanges.pass(request);
      respond(response, answer, request, scripted);
    }
  });
  const close = async (): Promise<void> => {
    await server.close();
    await api.close();
  };
  return { url: server.url, requests, exchanges, close };
}

function forward({ method, target, rawHeaders, body }: ReceivedRequest, server: string): Promise<RawAnswer> {
  const headers = pairsOf(rawHeaders).filter(([name]) => name.toLowerCase() !== markHeader);
  const isPrefixed = target.startsWith(`${prefix}/`);
  return sendRaw(server, {
    method,
    target: isPrefixed ? target.slice(prefix.length) : target,
    headers,
    body,
  });
}

/** An error in the forms that APIs have for it, with what was sent as its text. */
function repetitionOf({ target, rawHeaders, body }: ReceivedRequest): string {
  const text = [target, ...rawHeaders, body.toString()].join(' ');
  return JSON.stringify({ error: 'invalid_request', error_description: text, message: text, detail: text });
}

function respond(
  response: ServerResponse,
  own: RawAnswer,
  request: ReceivedRequest,
  scripted: Scripted,
): void {
  if (scripted === 'hang') return;
  if (scripted === 'reset') response.socket?.destroy();
  else if (scripted)
    response.writeHead(scripted.status, scripted.headers).end(scripted.repeats ? repetitionOf(request) : '');
  else response.writeHead(own.status, pairsOf(own.rawHeaders).flat()).end(own.body);
}

/** The headers that belong to a connection and not to a message. */
const hopHeaders = ['connection', 'keep-alive', 'content-length', 'transfer-encoding'];

/** The headers of a message, of names and values in turn. */
export function pairsOf(raw: readonly string[]): readonly (readonly [name: string, value: string])[] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 && !hopHeaders.includes(name.toLowerCase())
      ? [[name, raw[index + 1] ?? ''] as const]
      : [],
  );
}
