import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { refusalHeader } from './answer.js';

/** A request that is to be sent byte for byte. */
export interface RawRequest {
  /** Default: GET. */
  readonly method?: string | undefined;
  /** Path and query, as they are to arrive. */
  readonly target: string;
  /** In this order and case, with every duplicate. Default: none but `Host`, which is added where it is missing. */
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined;
  /** Default: empty. */
  readonly body?: string | Uint8Array | undefined;
}

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly text: string;
  /** The sentence of an emulator that refused. */
  readonly refusal: string | undefined;
}

/**
 * Sends a request to a server as it is given, on a connection of its own. fetch and axios would normalize the target,
 * join headers and replace `Host`.
 *
 * @param url - Of the server: its host and port, whatever the header `Host` says.
 */
export function sendRaw(url: string, request: RawRequest): Promise<RawAnswer> {
  const { method = 'GET', target, headers = [], body = '' } = request;
  const { host, hostname, port } = new URL(url);
  const hasHost = headers.some(([name]) => name.toLowerCase() === 'host');
  const all = [
    ...(hasHost ? [] : [['Host', host]]),
    ...headers,
    ['Content-Length', String(Buffer.byteLength(body))],
    ['Connection', 'close'],
  ];
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path: target, headers: all.flat(), agent: false };
    const outgoing = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status = 0, headers: parsed, rawHeaders } = response;
        const refusal = parsed[refusalHeader];
        const received = Buffer.concat(chunks);
        resolve({
          ...{ status, headers: parsed, rawHeaders, body: received, text: received.toString() },
          refusal: typeof refusal === 'string' ? refusal : undefined,
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
