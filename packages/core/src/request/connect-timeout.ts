import { hostProcess } from '../host.js';
import { axios } from '../axios.js';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';

/** What axios' http adapter takes as `transport`. */
export interface Transport {
  request(options: RequestOptions, respond: (response: IncomingMessage) => void): ClientRequest;
}

// Without follow-redirects, axios before 1.16 starts its timeout only when the connection stands. A host that
// does not answer at all would be waited for until the operating system gives up.
const isNeeded = /^1\.([0-9]|1[0-5])\./.test(axios.VERSION);

/**
 * A transport that ends a request for which no answer has begun in time; `undefined` where axios does so itself.
 *
 * @param timeout - In milliseconds.
 * @param expired - Makes the error.
 */
export function connectTimeout(timeout: number, expired: () => Error): Transport | undefined {
  const builtin = isNeeded ? hostProcess()?.getBuiltinModule : undefined;
  if (!builtin) return undefined;
  return {
    request: (options, respond) => {
      const protocol = options.protocol === 'https:' ? builtin('node:https') : builtin('node:http');
      const request = protocol.request(options, respond);
      const timer = setTimeout(() => request.destroy(expired()), timeout);
      const stop = (): void => {
        clearTimeout(timer);
      };
      return request.once('response', stop).once('close', stop);
    },
  };
}
