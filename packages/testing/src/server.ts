import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { TLSSocket } from 'node:tls';
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
  /** What the client showed in TLS; absent over plain http, and where it showed nothing. */
  readonly clientCertificate?: ReceivedCertificate | undefined;
}

/** A certificate that a client showed. */
export interface ReceivedCertificate {
  /** In DER. */
  readonly bytes: Buffer;
  /** Why it leads to no issuer that the server knows, as Node's TLS names it; absent if it does. */
  readonly problem?: string | undefined;
}

/** What a server speaks TLS with, in PEM. */
export interface ServerIdentity {
  readonly certificate: string;
  readonly key: string;
  /** Who issues the certificates that its clients are asked for. */
  readonly ca: string;
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
  /** `http://127.0.0.1:PORT`, or https with TLS, without a trailing slash. */
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
 * @param identity - what it speaks TLS with; every client is asked for a certificate then, and may have none. Default: plain http
 */
export async function startServer(
  handler: RequestHandler,
  port = 0,
  identity?: ServerIdentity,
): Promise<TestServer> {
  const requests: RecordedRequest[] = [];
  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    void serve(incoming, response, handler, requests);
  };
  const server = identity
    ? createSecureServer(
        {
          ...{ cert: identity.certificate, key: identity.key, ca: identity.ca },
          ...{ requestCert: true, rejectUnauthorized: false },
        },
        listener,
      )
    : createServer(listener);
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
  return { url: `${identity ? 'https' : 'http'}://127.0.0.1:${address.port}`, requests, close };
}

function certificateOf({ socket }: IncomingMessage): ReceivedCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const shown: { readonly raw?: Buffer } = socket.getPeerCertificate();
  // An error, whatever its type says.
  const problem: unknown = socket.authorizationError;
  return (
    shown.raw && {
      bytes: shown.raw,
      problem: socket.authorized ? undefined : String(problem),
    }
  );
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  handler: RequestHandler,
  requests: RecordedRequest[],
): Promise<void> {
  const { method = 'GET', url: target = '/', headers, rawHeaders } = incoming;
  const clientCertificate = certificateOf(incoming);
  let body: Buffer = Buffer.alloc(0);
  requests.push({
    method,
    target,
    headers,
    rawHeaders,
    clientCertificate,
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
    await handler({ method, target, headers, rawHeaders, body, clientCertificate }, response);
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
