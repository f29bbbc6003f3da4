import { type RawAnswer, sendRaw } from './raw-request.js';
import { read, readText } from './read.js';

/** A request as an adapter got it. */
export interface Sent {
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An adapter for axios that writes requests down, and lets none of them leave this machine. */
export interface LoopbackAdapter {
  readonly adapter: (config: object) => Promise<object>;
  readonly sent: readonly Sent[];
}

/**
 * Makes such an adapter. URLs have to be absolute, without `params`.
 *
 * @param server - Default: nothing is sent, and everything is answered with 200.
 */
export function createLoopbackAdapter(server?: string): LoopbackAdapter {
  const sent: Sent[] = [];
  const adapter = async (config: object): Promise<object> => {
    const url = new URL(readText(config, 'url'));
    const headers = headersOf(config);
    sent.push({ url: url.href, headers });
    const answer = server === undefined ? nothing : await send(server, url, config, headers);
    const pairs = answer.headers.flatMap((name, index): [string, string][] =>
      index % 2 === 0 ? [[name.toLowerCase(), answer.headers[index + 1] ?? '']] : [],
    );
    return {
      ...{ status: answer.status, statusText: '', headers: Object.fromEntries(pairs) },
      ...{ data: answer.body.toString(), config, request: undefined },
    };
  };
  return { adapter, sent };
}

const nothing: RawAnswer = { status: 200, headers: [], body: Buffer.alloc(0) };

function send(server: string, url: URL, config: object, headers: Sent['headers']): Promise<RawAnswer> {
  const body: unknown = read(config, 'data');
  const own = Object.entries(headers).filter(([name]) => name !== 'host');
  return sendRaw({
    server,
    method: readText(config, 'method').toUpperCase(),
    target: url.pathname + url.search,
    headers: [...own.flat(), 'Host', headers.host ?? url.host],
    body: typeof body === 'string' || body instanceof Uint8Array ? body : '',
  });
}

function headersOf(config: object): Record<string, string> {
  const entries = Object.entries(read(config, 'headers') ?? {}).flatMap(
    ([name, value]: [string, unknown]): [string, string][] =>
      typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
  );
  return Object.fromEntries(entries);
}
