import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';

/** Every answer of the emulators, as a line: who, what, which status, and why an emulator refused it. */
export function logRequests(
  emulators: readonly (readonly [url: string, name: string])[],
  log: (line: string) => void,
): () => void {
  const ports = new Map(emulators.map(([url, name]) => [Number(new URL(url).port), name]));
  const onAnswer = (message: unknown): void => {
    if (typeof message !== 'object' || message === null) return;
    if (!('request' in message && message.request instanceof IncomingMessage)) return;
    if (!('response' in message && message.response instanceof ServerResponse)) return;
    const { request, response } = message;
    const { localPort } = request.socket;
    const name = localPort === undefined ? undefined : ports.get(localPort);
    if (name === undefined) return;
    const refusal = response.getHeader('x-emulator-refusal');
    const reason = typeof refusal === 'string' ? ` ${refusal}` : '';
    // Without the query, which may hold a key.
    const [path = ''] = (request.url ?? '').split('?');
    log(`${name} ${request.method ?? ''} ${path} ${response.statusCode}${reason}`);
  };
  // Published by Node itself for every server of the process.
  subscribe('http.server.response.finish', onAnswer);
  return () => {
    unsubscribe('http.server.response.finish', onAnswer);
  };
}
