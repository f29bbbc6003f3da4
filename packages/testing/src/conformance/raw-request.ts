import { request as httpRequest } from 'node:http';

/** A request, and where on this machine it goes. */
export interface RawRequest {
  /** The server: its host and port, whatever the header Host says. */
  readonly server: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array;
}

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Sends a request with the headers exactly as they are given, on a connection of its own. */
export function sendRaw({ server, method, target, headers, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(server);
  const all = [...withoutHeaders(headers, ownHeaders), 'Connection', 'close'];
  if (body.length > 0) all.push('Content-Length', String(Buffer.byteLength(body)));
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path: target, headers: all, agent: false };
    const outgoing = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status = 0, rawHeaders } = response;
        resolve({ status, headers: rawHeaders, body: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The headers that belong to a connection and not to a message. */
export const ownHeaders = ['connection', 'keep-alive', 'content-length', 'transfer-encoding'] as const;

/** Names and values in turn, without those of some names in lower case. */
export function withoutHeaders(raw: readonly string[], names: readonly string[]): string[] {
  return raw.filter((_, index) => !names.includes((raw[index - (index % 2)] ?? '').toLowerCase()));
}
