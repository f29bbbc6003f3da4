import { type AxiosResponse } from 'axios';
import { builtin } from '../platform/builtin.js';
import { hasMethods } from '../platform/values.js';
import type { Readable } from 'node:stream';

/** How much of a refusal is read ahead, in bytes. */
const longestRefusal = 1_000_000;

/**
 * How long a refusal is read ahead, in milliseconds, where the request's own timeout is not shorter: time enough for an
 * error of a few lines, and little for a user who waits. Axios itself would not read it at all.
 */
export const longestHold = 1_000;

/**
 * Reads a refusal that is a stream ahead. Unread it would keep its connection, for which the exchange of a new token may
 * have to wait, and with it the request itself. One that does not end in time, or is too long, stays a stream of what was
 * read and all that comes; one that breaks off is one all the same.
 *
 * @param time - In milliseconds.
 * @param abort - Ends the request, where ending its stream does not.
 */
export async function holdRefusal(
  response: AxiosResponse,
  time: number,
  abort: (() => void) | undefined,
): Promise<void> {
  const data: unknown = response.data;
  if (isWebStream(data)) response.data = await holdWebStream(data, time, abort);
  else if (isReadable(data)) response.data = await holdNodeStream(data, time);
}

function isWebStream(data: unknown): data is ReadableStream<Uint8Array> {
  return typeof ReadableStream === 'function' && data instanceof ReadableStream;
}

function isReadable(data: unknown): data is Readable {
  return hasMethods(data, 'on', 'read', 'unshift');
}

function holdNodeStream(stream: Readable, time: number): Promise<unknown> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const stop = (): void => {
      clearTimeout(timer);
      stream.off('readable', read).off('end', end).off('error', end).off('close', end);
    };
    const end = (): void => {
      stop();
      const { Readable } = builtin?.('node:stream') ?? {};
      resolve(Readable?.from(chunks, { objectMode: false }));
    };
    const giveBack = (): void => {
      stop();
      // At once: to put back each costs as much as there is already.
      if (length > 0) stream.unshift(Buffer.concat(chunks));
      resolve(stream);
    };
    const read = (): void => {
      for (let chunk: unknown = stream.read(); chunk instanceof Uint8Array; chunk = stream.read()) {
        chunks.push(chunk);
        length += chunk.length;
        if (length > longestRefusal) {
          giveBack();
          return;
        }
      }
    };
    const timer = setTimeout(giveBack, time);
    stream.on('readable', read).on('end', end).on('error', end).on('close', end);
  });
}

async function holdWebStream(
  stream: ReadableStream<Uint8Array>,
  time: number,
  abort: (() => void) | undefined,
): Promise<unknown> {
  const reader: ReadableStreamDefaultReader<Uint8Array> = stream.getReader();
  const chunks: Uint8Array[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, time, undefined);
  });
  let next = readOn(reader);
  for (let length = 0; length <= longestRefusal; next = readOn(reader)) {
    const result = await Promise.race([next, late]);
    if (!result) break;
    if (result.done) {
      next = Promise.resolve(result);
      break;
    }
    chunks.push(result.value);
    length += result.value.length;
  }
  clearTimeout(timer);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = chunks.shift();
      const result = chunk ? { done: false as const, value: chunk } : await next;
      if (!chunk) next = readOn(reader);
      if (result.done) controller.close();
      else controller.enqueue(result.value);
    },
    // Not waited for: axios' own stream ends only when its next chunk has come, which may be never.
    cancel(reason) {
      abort?.();
      reader.cancel(reason).catch(() => undefined);
    },
  });
}

// One that breaks off ends.
function readOn(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  return reader.read().catch(() => ({ done: true as const, value: undefined }));
}
