import { hasMethods } from './values.js';

/** What can only be read once: a stream of Node or of the web, or a form that has one in it. */
export interface Stream {
  readonly [Symbol.asyncIterator]?: () => AsyncIterator<string | Uint8Array>;
}

/** Whether a body is a stream. */
export function isStream(data: unknown): data is Stream {
  return hasMethods(data, 'pipe') || hasMethods(data, 'getReader');
}

/** All bytes of a stream; `undefined`, and the stream ended, if there are more than the limit. */
export async function readStream(
  stream: Stream,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of isIterable(stream) ? stream : iterable(stream)) {
    const part = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
    chunks.push(part);
    length += part.byteLength;
    if (length > limit) return undefined;
  }
  return joined(chunks, length);
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

/** Ends a stream that nobody reads on; everything else stays as it is. */
export function release(data: unknown): void {
  if (typeof data !== 'object' || data === null) return;
  for (const method of ['destroy', 'cancel']) {
    const end: unknown = Reflect.get(data, method);
    if (typeof end === 'function') {
      void Promise.resolve(Reflect.apply(end, data, [])).catch(() => undefined);
      return;
    }
  }
}

type Chunks = AsyncIterable<string | Uint8Array>;

function isIterable(stream: object): stream is Chunks {
  return Symbol.asyncIterator in stream;
}

// Streams of the first days of Node only have events. The form-data package's forms still are such streams.
async function* iterable(stream: object): AsyncGenerator<string | Uint8Array> {
  const call = (method: string, ...parameters: unknown[]): void => {
    const own: unknown = Reflect.get(stream, method);
    if (typeof own === 'function') Reflect.apply(own, stream, parameters);
  };
  yield* new ReadableStream<string | Uint8Array>({
    start(controller) {
      call('on', 'data', (chunk: string | Uint8Array) => {
        controller.enqueue(chunk);
      });
      call('on', 'end', () => {
        controller.close();
      });
      call('on', 'error', (error: unknown) => {
        controller.error(error);
      });
      call('resume');
    },
    cancel() {
      call('destroy');
    },
  });
}

/**
 * Rejects with the error of a body that is a stream of Node; `undefined` for every other body. Until an adapter has the
 * stream nobody else listens, and an error that nobody listens to ends the process.
 */
export function bodyFailure(data: unknown): Promise<never> | undefined {
  if (!isStream(data) || !hasMethods(data, 'on')) return undefined;
  const failure = new Promise<never>((_, reject) => {
    const listen: unknown = Reflect.get(data, 'on');
    if (typeof listen === 'function') Reflect.apply(listen, data, ['error', reject]);
  });
  // Whether somebody waits or not.
  failure.catch(() => undefined);
  return failure;
}
