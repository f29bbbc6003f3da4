import type { ServerResponse } from 'node:http';
import { type RawAnswer, sendRaw } from '../send-raw.js';
import { type ReceivedRequest, startServer } from '../server.js';
import type { ApiLike } from './subject.js';

/** The header that tells a request of a check from one that a provider makes by itself, such as for a token. */
export const markHeader = 'x-conformance';

/** What a base URL with a path of its own begins with; the API does not see it. */
export const prefix = '/conformance';

/** An answer that the gate gives instead of the API's; `undefined` stands for that of the API. */
export type Scripted = { readonly status: number; readonly location?: string } | 'reset' | 'hang' | undefined;

/** A request of a check, as it came off the wire. */
export interface Arrival extends ReceivedRequest {
  /** Why the API did not take it for authenticated, whatever the gate answered; `undefined` if it did. */
  readonly refusal: string | undefined;
}

/** Stands before an API: it writes down what the API says of each request, and can give another answer. */
export interface Gate {
  /** Without a trailing slash. */
  readonly url: string;
  /** The requests of the check, in order of arrival. */
  readonly arrivals: readonly Arrival[];
  /** The requests that the provider made by itself. */
  readonly exchanges: readonly ReceivedRequest[];
  /** Says how the requests to come are answered, in turn: the last answer stands for all that follow. */
  play(...script: readonly Scripted[]): void;
  /** The same for the requests that the provider makes by itself. */
  playExchanges(...script: readonly Scripted[]): void;
  close(): Promise<void>;
}

/** Starts a gate before an API, which is closed with it. */
export async function startGate(api: ApiLike): Promise<Gate> {
  const [own, fetching] = [createLane<Arrival>(), createLane<ReceivedRequest>()];
  const server = await startServer(async (request, response) => {
    const isOfCheck = request.headers[markHeader] !== undefined;
    const answer = await forward(request, api.url);
    const refusal = answer.status < 400 ? undefined : `${answer.status} ${answer.refusal ?? ''}`.trim();
    const scripted = isOfCheck ? own.pass({ ...request, refusal }) : fetching.pass(request);
    respond(response, answer, scripted);
  });
  return {
    ...{ url: server.url, arrivals: own.passed, exchanges: fetching.passed },
    ...{ play: own.play, playExchanges: fetching.play },
    close: async () => {
      await server.close();
      await api.close();
    },
  };
}

/** More requests than any check needs: a provider that sends for ever is stopped here. */
const limit = 200;

/** Writes requests of one kind down, and knows how they are answered. */
function createLane<Request>(): {
  readonly passed: readonly Request[];
  readonly play: Gate['play'];
  readonly pass: (request: Request) => Scripted;
} {
  const passed: Request[] = [];
  let script: readonly Scripted[] = [];
  return {
    passed,
    play: (...next) => {
      script = next;
    },
    pass: (request) => {
      const [first, ...rest] = script;
      if (rest.length > 0) script = rest;
      return passed.push(request) > limit ? 'reset' : first;
    },
  };
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

function respond(response: ServerResponse, own: RawAnswer, scripted: Scripted): void {
  if (scripted === 'hang') return;
  if (scripted === 'reset') {
    response.socket?.destroy();
  } else if (scripted) {
    const { status, location } = scripted;
    response.writeHead(status, location === undefined ? {} : { location }).end();
  } else {
    response.writeHead(own.status, pairsOf(own.rawHeaders).flat()).end(own.body);
  }
}

/** The headers that belong to a connection and not to a message. */
const hopHeaders = ['connection', 'keep-alive', 'content-length', 'transfer-encoding'];

/** The headers of a message, of names and values in turn. */
function pairsOf(raw: readonly string[]): readonly (readonly [name: string, value: string])[] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 && !hopHeaders.includes(name.toLowerCase())
      ? [[name, raw[index + 1] ?? ''] as const]
      : [],
  );
}
