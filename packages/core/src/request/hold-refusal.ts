import { type AxiosResponse } from 'axios';
import { builtin } from '../builtin.js';
import { hasMethods, isStream, readStart } from './read-stream.js';

/** How much of a refusal is kept, in bytes; what is longer is cut off. */
const longestRefusal = 1_000_000;

/**
 * Reads a refusal that is a stream, and puts in its place a stream of what was read. Unread it would keep its
 * connection, for which the exchange of a new token may have to wait, and with it the request itself.
 */
export async function holdRefusal(response: AxiosResponse): Promise<void> {
  const data: unknown = response.data;
  if (!isStream(data)) return;
  // A refusal that breaks off is one all the same.
  const { bytes } = await readStart(data, longestRefusal).catch(() => ({ bytes: new Uint8Array() }));
  response.data = hasMethods(data, 'getReader') ? new Response(bytes).body : nodeStream(bytes);
}

function nodeStream(bytes: Uint8Array): unknown {
  return builtin?.('node:stream').Readable.from([bytes], { objectMode: false });
}
