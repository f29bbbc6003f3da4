import { type InternalAxiosRequestConfig } from 'axios';
import { KeyringError } from '../errors.js';
import { type MaybePromise } from '../maybe-promise.js';
import { hasMethods, isStream, readStream, type Stream } from './read-stream.js';

/** A body in its final form, and the Content-Type that goes with it where axios would not know it. */
export interface ExactBody {
  readonly data: string | Uint8Array;
  readonly contentType?: string | undefined;
}

type Data = unknown;

/** What axios writes where nobody set a type: https://axios-http.com/docs/urlencoded */
export const axiosDefaultType = 'application/x-www-form-urlencoded';

/** Whether a body can be sent a second time. */
export function isReplayable(data: Data): boolean {
  return !isStream(data);
}

/** Whether a body leaves as multipart/form-data, with a boundary that the adapter chooses. */
export function isForm(data: Data): boolean {
  return (typeof FormData === 'function' && data instanceof FormData) || isFormPackage(data);
}

/** The type that a blob says it has, if it does. */
export function blobType(data: Data): string | undefined {
  return typeof Blob === 'function' && data instanceof Blob && data.type !== '' ? data.type : undefined;
}

/**
 * The exact bytes of a body, for a provider that signs them. Forms and blobs are written out, so that the
 * boundary is known; a stream is read up to the limit.
 *
 * @throws KeyringError `ERR_KEYRING_BODY_NOT_SIGNABLE` for a stream that may not be read, or is too long, and for
 * what is no body at all.
 */
export function exactBody(
  config: InternalAxiosRequestConfig,
  provider: string,
  streamLimit: number,
): MaybePromise<ExactBody> {
  const data: Data = config.data;
  if (data === undefined || data === null) return { data: '' };
  if (typeof data === 'string') return { data };
  if (data instanceof ArrayBuffer) return { data: bytes(data) };
  if (ArrayBuffer.isView(data)) return { data: bytes(data.buffer, data.byteOffset, data.byteLength) };
  if (typeof FormData === 'function' && data instanceof FormData) return writeOut(new Response(data));
  if (typeof Blob === 'function' && data instanceof Blob)
    return writeOut(new Response(data), untyped(config));
  if (isFormPackage(data)) return formPackageBytes(data) ?? readForm(data, provider, streamLimit);
  if (isStream(data)) return readBody(data, provider, streamLimit);
  throw notSignable(provider, `The body is of the type ${typeof data}, which axios does not send as it is.`);
}

async function writeOut(response: Response, fallback?: string): Promise<ExactBody> {
  const contentType = response.headers.get('content-type') ?? fallback;
  return { data: bytes(await response.arrayBuffer()), contentType };
}

// A blob that does not say what it is gets the type that the http adapter gives it, unless the user knows better.
function untyped({ headers }: InternalAxiosRequestConfig): string | undefined {
  const given: unknown = headers.get('content-type');
  return typeof given === 'string' && given !== axiosDefaultType ? undefined : 'application/octet-stream';
}

// The http adapter takes Buffers, not plain views.
function bytes(buffer: ArrayBufferLike, offset?: number, length?: number): Uint8Array {
  if (typeof Buffer === 'function') return Buffer.from(buffer, offset, length);
  return new Uint8Array(buffer, offset, length);
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

async function readForm(form: FormPackage & Stream, provider: string, limit: number): Promise<ExactBody> {
  const contentType = form.getHeaders()['content-type'];
  return { ...(await readBody(form, provider, limit)), contentType };
}

async function readBody(stream: Stream, provider: string, limit: number): Promise<ExactBody> {
  const option = 'bufferStreams';
  if (limit === 0) {
    throw notSignable(provider, 'The body is a stream, and its signature goes out before it.', option);
  }
  const whole = await readStream(stream, limit);
  if (whole) return { data: bytes(whole.buffer) };
  throw notSignable(provider, `The body is a stream of more than ${limit} bytes.`, option);
}

function notSignable(provider: string, what: string, option?: string): KeyringError {
  const remedy = option === undefined ? '' : `, or set ${option} to the bytes to read into memory`;
  const message = `${what} Send a string, a Buffer or a form${remedy}. The request was not sent.`;
  return new KeyringError({ code: 'ERR_KEYRING_BODY_NOT_SIGNABLE', provider, option, message });
}
