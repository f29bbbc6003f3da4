import type { ServerResponse } from 'node:http';
import { startServer, type ReceivedRequest } from '../server.js';
import { ownHeaders, type RawAnswer, sendRaw, withoutHeaders } from './raw-request.js';
import type { ApiLike } from './subject.js';

/** The header that tells a request of a check from one that a provider makes by itself, such as for a token. */
export const markHeader = 'x-conformance';

/** What a base URL with a path of its own begins with; the API does not see it. */
export const prefix = '/conformance';

/** An answer that the gate gives instead of the API's. */
export type Scripted = { readonly status: number; readonly location?: string } | 'reset' | 'hang';

/** A request of a check, as it came off the wire. */
export interface Arrival extends ReceivedRequest {
  /** Whether the API took it for authenticated, whatever the gate answered. */
  readonly accepted: boolean;
}

/** Stands before an API: it writes down what the API says of each request, and can give another answer. */
export interface Gate {
  /** Without a trailing slash. */
  readonly url: string;
  /** The requests of the check, in order of arrival. */
  readonly arrivals: readonly Arrival[];
  /** The requests that the provider made by itself. */
  readonly exchanges: readonly ReceivedRequest[];
  /**
   * Says how the requests to come are answered; `undefined` stands for the API's own answer.
   *
   * @param script - Called with how many requests of the check came before.
   */
  play(script: (index: number) => Scripted | undefined): void;
  /** The same for the requests that the provider makes by itself. */
  playExchanges(script: () => Scripted | undefined): void;
  close(): Promise<void>;
}

/** More requests than any check needs: a provider that sends for ever is stopped here. */
const limit = 50;

/** Starts a gate before an API, which is closed with it. */
export async function startGate(api: ApiLike): Promise<Gate> {
  const arrivals: Arrival[] = [];
  const exchanges: ReceivedRequest[] = [];
  let script: (index: number) => Scripted | undefined = () => undefined;
  let exchangeScript: () => Scripted | undefined = () => undefined;
  const server = await startServer(async (request, response) => {
    const marked = request.headers[markHeader] !== undefined;
    const own = await forward(request, api.url);
    let scripted: Scripted | undefined;
    if (marked) {
      scripted = arrivals.length >= limit ? 'reset' : script(arrivals.length);
      arrivals.push({ ...request, accepted: own.status < 400 });
    } else {
      scripted = exchanges.length >= limit ? 'reset' : exchangeScript();
      exchanges.push(request);
    }
    answer(response, own, scripted);
  });
  return {
    url: server.url,
    arrivals,
    exchanges,
    play: (next) => {
      script = next;
    },
    playExchanges: (next) => {
      exchangeScript = next;
    },
    close: async () => {
      await server.close();
      await api.close();
    },
  };
}

function forward({ method, target, rawHeaders, body }: ReceivedRequest, server: string): Promise<RawAnswer> {
  const isPrefixed = target.startsWith(`${prefix}/`);
  return sendRaw({
    server,
    method,
    target: isPrefixed ? target.slice(prefix.length) : target,
    headers: withoutHeaders(rawHeaders, [markHeader]),
    body,
  });
}

function answer(response: ServerResponse, own: RawAnswer, scripted: Scripted | undefined): void {
  if (scripted === 'hang') return;
  if (scripted === 'reset') {
    response.socket?.destroy();
    return;
  }
  if (scripted) {
    const { status, location } = scripted;
    response.writeHead(status, location === undefined ? {} : { location }).end();
    return;
  }
  response.writeHead(own.status, withoutHeaders(own.headers, ownHeaders)).end(own.body);
}
