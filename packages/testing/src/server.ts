import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { refusalHeader } from './answer.js';

/** A request as it came off the wire, with its body already read. */
export interface ReceivedRequest {
  /** The method, in the case in which it was sent. */
  readonly method: string;
  /** Path and query, byte for byte. */
  readonly target: string;
  /** Headers as Node parses them: names in lower case, some duplicates joined, others dropped. */
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, with every duplicate. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** A request and what became of it. */
export interface RecordedRequest extends ReceivedRequest {
  /** The status of the answer; 0 while there is none. */
  readonly status: number;
  /** Why an emulator refused the request: one sentence, never with a secret. */
  readonly refusal?: string | undefined;
}

/** A running server on 127.0.0.1. */
export interface TestServer {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  /** In order of arrival; a request is listed as soon as its headers are in. */
  readonly requests: readonly RecordedRequest[];
  /** Stops listening and ends every connection, idle or active. May be called twice. */
  close(): Promise<void>;
}

/** Answers one request. When it throws, the client gets a 500 with the message as the body. */
export type RequestHandler = (request: ReceivedRequest, response: ServerResponse) => void | Promise<void>;

/**
 * Starts a recording server on 127.0.0.1.
 *
 * @param handler - answers each request once its body has been read
 * @param port - default: a free one
 */
export async function startServer(handler: RequestHandler, port = 0): Promise<TestServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, response) => {
    void serve(incoming, response, handler, requests);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('[@axios-keyring/testing] The server has no port.');
  }

  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
    return closed;
  };
  return { url: `http://127.0.0.1:${address.port}`, requests, close };
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  handler: RequestHandler,
  requests: RecordedRequest[],
): Promise<void> {
  const { method = 'GET', url: target = '/', headers, rawHeaders } = incoming;
  let body: Buffer = Buffer.alloc(0);
  requests.push({
    method,
    target,
    headers,
    rawHeaders,
    get body() {
      return body;
    },
    get status() {
      return response.headersSent ? response.statusCode : 0;
    },
    get refusal() {
      const sentence = response.getHeader(refusalHeader);
      return typeof sentence === 'string' ? sentence : undefined;
    },
  });
  try {
    body = await readBody(incoming);
  } catch {
    return; // The client went away: nobody is left to answer.
  }
  try {
    await handler({ method, target, headers, rawHeaders, body }, response);
  } catch (error) {
    fail(response, error);
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream: AsyncIterable<Buffer> = incoming;
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy(); // Half an answer cannot become a 500; a broken connection is at least noticed.
    return;
  }
  response.statusCode = 500;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(error instanceof Error ? error.message : String(error));
}
