import { type InternalAxiosRequestConfig } from 'axios';
import { KeyringError } from '../errors.js';
import { type MaybePromise } from '../maybe-promise.js';

/** A body in its final form, and the Content-Type that goes with it where axios would not know it. */
export interface ExactBody {
  readonly data: string | Uint8Array;
  readonly contentType?: string | undefined;
}

type Data = unknown;

/** Whether a body can be sent a second time. */
export function isReplayable(data: Data): boolean {
  return !isStream(data);
}

/** Whether a body leaves as multipart/form-data, with a boundary that the adapter chooses. */
export function isForm(data: Data): boolean {
  return (typeof FormData === 'function' && data instanceof FormData) || isFormPackage(data);
}

/**
 * The exact bytes of a body, for a provider that signs them. Forms and blobs are written out, so that the
 * boundary is known; a stream is read up to the limit.
 *
 * @throws KeyringError `ERR_KEYRING_BODY_NOT_SIGNABLE` for a stream that may not be read, or is too long.
 */
export function exactBody(
  config: InternalAxiosRequestConfig,
  provider: string,
  streamLimit: number,
): MaybePromise<ExactBody> {
  const data: Data = config.data;
  if (data === undefined || data === null) return { data: '' };
  if (typeof data === 'string' || data instanceof Uint8Array) return { data };
  if (data instanceof ArrayBuffer) return { data: bytes(data) };
  if (typeof FormData === 'function' && data instanceof FormData) return writeOut(new Response(data));
  if (typeof Blob === 'function' && data instanceof Blob) return writeOut(new Response(data));
  if (isFormPackage(data)) {
    const written = formPackageBytes(data);
    if (written) return written;
  }
  if (isStream(data)) return readStream(data, provider, streamLimit);
  // Whatever else reaches an adapter, axios refuses itself.
  return { data: '' };
}

async function writeOut(response: Response): Promise<ExactBody> {
  const contentType = response.headers.get('content-type') ?? undefined;
  return { data: bytes(await response.arrayBuffer()), contentType };
}

// The http adapter takes Buffers, not plain views.
function bytes(buffer: ArrayBuffer): Uint8Array {
  return typeof Buffer === 'function' ? Buffer.from(buffer) : new Uint8Array(buffer);
}

/** The part of the `form-data` package's class that is used here; axios makes these on Node. */
interface FormPackage {
  getHeaders(): Record<string, string>;
  getBuffer(): Buffer;
  getLengthSync(): number;
  hasKnownLength(): boolean;
}

function isFormPackage(data: Data): data is FormPackage {
  return hasMethods(data, 'getHeaders', 'getBuffer', 'getLengthSync', 'hasKnownLength');
}

// getBuffer() passes over parts that are streams; then the length tells.
function formPackageBytes(form: FormPackage): ExactBody | undefined {
  if (!form.hasKnownLength()) return undefined;
  const data = form.getBuffer();
  if (data.length !== form.getLengthSync()) return undefined;
  return { data, contentType: form.getHeaders()['content-type'] };
}

type Stream = AsyncIterable<string | Uint8Array>;

function isStream(data: Data): data is Stream {
  return hasMethods(data, 'pipe') || hasMethods(data, 'getReader');
}

function hasMethods(data: Data, ...names: string[]): boolean {
  if (typeof data !== 'object' || data === null) return false;
  return names.every((name) => typeof Reflect.get(data, name) === 'function');
}

async function readStream(stream: Stream, provider: string, limit: number): Promise<ExactBody> {
  if (limit === 0) throw notSignable(provider, 'The body is a stream, and its signature goes out before it.');
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const part = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
    length += part.byteLength;
    if (length > limit) throw notSignable(provider, `The body is a stream of more than ${limit} bytes.`);
    chunks.push(part);
  }
  const data = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    data.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return { data: bytes(data.buffer) };
}

function notSignable(provider: string, what: string): KeyringError {
  const option = 'bufferStreams';
  const message = `${what} Send a string, a Buffer or a form, or set ${option} to the bytes to read into memory.`;
  return new KeyringError({ code: 'ERR_KEYRING_BODY_NOT_SIGNABLE', provider, option, message });
}
