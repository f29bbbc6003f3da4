import { type AxiosResponse } from 'axios';
import { responseHeader } from './response-header.js';

/** An answer, as far as a provider may look at it to tell whether its credential was refused. */
export interface Refusal {
  readonly status: number;
  /** The body as text; empty for a stream. */
  readonly body: string;
  /** @param name - In lower case. */
  header(name: string): string | undefined;
}

/** What a provider sees of an answer. */
export function refusalOf(response: AxiosResponse): Refusal {
  const data: unknown = response.data;
  return {
    status: response.status,
    get body() {
      if (data instanceof Uint8Array) return new TextDecoder().decode(data);
      return typeof data === 'string' ? data : '';
    },
    header: (name) => responseHeader(response, name),
  };
}

/** Lets go of an answer that nobody will read: an unread stream would hold its connection for ever. */
export function discard(response: AxiosResponse): void {
  const data: unknown = response.data;
  if (typeof data !== 'object' || data === null) return;
  for (const method of ['destroy', 'cancel']) {
    const end: unknown = Reflect.get(data, method);
    if (typeof end === 'function') {
      void Promise.resolve(Reflect.apply(end, data, [])).catch(() => undefined);
      return;
    }
  }
}
