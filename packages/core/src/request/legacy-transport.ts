import { axios } from '../axios.js';
import { builtin } from '../builtin.js';
import { own } from '../own.js';
import { type Config } from './adapter.js';
import { isStream } from './read-stream.js';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';

/** What axios' http adapter takes as `transport`. */
export interface Transport {
  request(options: RequestOptions, respond: (response: IncomingMessage) => void): ClientRequest;
}

/** How long a request may take to be answered. */
export interface TimeLimit {
  /** In milliseconds. */
  readonly timeout: number;
  /** Makes the error. */
  readonly expired: () => Error;
}

// Redirects are ours, so axios uses Node's plain http. Before 1.16 it leaves two limits to follow-redirects then: its
// timeout starts only when the connection stands, and nothing counts the bytes of a stream.
const isNeeded = /^1\.([0-9]|1[0-5])\./.test(axios.VERSION);

/** A transport that keeps the limits of a request; `undefined` where it has none, or axios keeps them itself. */
export function legacyTransport(sealed: Config, limit: TimeLimit | undefined): Transport | undefined {
  const maxBodyLength = isStream(sealed.data) ? (own(sealed, 'maxBodyLength') ?? -1) : -1;
  const load = isNeeded ? builtin : undefined;
  if (!load || (!limit && maxBodyLength < 0)) return undefined;
  return {
    request: (options, respond) => {
      const protocol = options.protocol === 'https:' ? load('node:https') : load('node:http');
      const request = protocol.request(options, respond);
      if (limit) endInTime(request, limit);
      if (maxBodyLength >= 0) endAtLength(request, maxBodyLength);
      return request;
    },
  };
}

function endInTime(request: ClientRequest, { timeout, expired }: TimeLimit): void {
  const timer = setTimeout(() => request.destroy(expired()), timeout);
  const stop = (): void => {
    clearTimeout(timer);
  };
  request.once('response', stop).once('close', stop);
}

function endAtLength(request: ClientRequest, maxBodyLength: number): void {
  const write: unknown = Reflect.get(request, 'write');
  if (typeof write !== 'function') return;
  let length = 0;
  Reflect.set(request, 'write', (chunk: string | Uint8Array, ...others: unknown[]): unknown => {
    length += chunk.length;
    const isWithin = length <= maxBodyLength;
    const result: unknown = isWithin && Reflect.apply(write, request, [chunk, ...others]);
    if (!isWithin) request.destroy(tooLong());
    return result;
  });
}

// As follow-redirects says it.
function tooLong(): Error {
  const error = new Error('Request body larger than maxBodyLength limit');
  return Object.assign(error, { code: 'ERR_FR_MAX_BODY_LENGTH_EXCEEDED' });
}
