import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { listen, type Listening } from './listen.js';

/** What lets a page read an answer that comes from elsewhere. */
export const readableAnywhere: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': '*',
};

/**
 * Answers a preflight, which a browser sends before a request that a form could not make.
 *
 * @returns Whether it was one.
 */
export function answerPreflight(
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  response: ServerResponse,
): boolean {
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false;
  const asked = headers['access-control-request-headers'];
  response.writeHead(204, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': headers['access-control-request-method'],
    ...(asked !== undefined && { 'access-control-allow-headers': asked }),
  });
  response.end();
  return true;
}

/** Starts what stands before a server that knows nothing of browsers. Every byte of a request goes through as it is. */
export function startForwarder(to: string): Promise<Listening> {
  const { hostname, port } = new URL(to);
  return listen(
    createServer((incoming, response) => {
      if (answerPreflight(incoming, response)) return;
      const { method, url: path, rawHeaders: headers } = incoming;
      // The Host header is signed, and stays that of this server.
      const outgoing = request({ hostname, port, method, path, headers, setHost: false, agent: false });
      outgoing.once('response', (answer) => {
        for (const [name, value] of Object.entries(readableAnywhere)) response.setHeader(name, value);
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(response);
      });
      // A connection that is reset behind is reset before.
      outgoing.once('error', () => incoming.socket.resetAndDestroy());
      response.once('close', () => outgoing.destroy());
      incoming.pipe(outgoing);
    }),
  );
}
