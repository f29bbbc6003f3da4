import { type InternalAxiosRequestConfig } from 'axios';
import { type BodyUse } from '../contract/authorizer.js';
import { type MaybePromise } from '../contract/wire-request.js';
import { KeyringError } from '../platform/errors.js';
import { isStream, readStream, release, type Stream } from '../platform/stream.js';
import { hasMethods, isPromise, own, whenReady } from '../platform/values.js';
import { type Config, copyHeaders, dropHeader, type RequestHeaders, spelling, usesFetch } from './adapter.js';
import { type Attempt } from './attempt.js';
import { type Patience } from './patience.js';

/** A body in its final form, and the Content-Type that goes with it where axios would not know it. */
export interface ExactBody {
  readonly data: string | Uint8Array;
  readonly contentType?: string | undefined;
}

type Data = unknown;

/** What axios writes where nobody set a type: https://axios-http.com/docs/urlencoded */
const axiosDefaultType = 'application/x-www-form-urlencoded';

/** A body that nobody changes any more. */
interface SteadyBody {
  readonly data: unknown;
  /** There if the body was written out, or says what it is. */
  readonly contentType?: string | undefined;
}

/**
 * A body that may be sent later, or a second time: what the user changes meanwhile is copied, and a form of the form-data
 * package, which can be read once, is written out where all of it is in memory. Everything else is the body itself.
 */
export function steadyBody(data: Data): SteadyBody {
  if (typeof data !== 'object' || data === null) return { data };
  if (isFormData(data)) return { data: copyForm(data) };
  return bytesInMemory(data) ?? { data };
}

/** Whether a body can be sent a second time. */
export function isReplayable(data: Data): boolean {
  return !isStream(data);
}

function isForm(data: Data): boolean {
  return isFormData(data) || isFormPackage(data);
}

function isFormData(data: Data): data is FormData {
  return typeof FormData === 'function' && data instanceof FormData;
}

function copyForm(form: FormData): FormData {
  const copy = new FormData();
  for (const [name, value] of form) copy.append(name, value);
  return copy;
}

/** Whether a body is a blob. */
function isBlob(data: Data): data is Blob {
  return typeof Blob === 'function' && data instanceof Blob;
}

/** The type that a blob says it has, if it does. */
function blobType(data: Data): string | undefined {
  return isBlob(data) && data.type !== '' ? data.type : undefined;
}

/** How many bytes a body has; `undefined` where nobody knows before it is sent. */
export function lengthOf(data: Data): number | undefined {
  if (data === undefined || data === null || data === '') return 0;
  if (typeof data === 'string') return new TextEncoder().encode(data).length;
  if (ArrayBuffer.isView(data) || isArrayBuffer(data)) return data.byteLength;
  return isBlob(data) ? data.size : undefined;
}

/**
 * The Content-Type that an adapter will write; `undefined` if it writes none.
 *
 * @param given - The user's own, or axios' default; `undefined` if there is none.
 */
export function typeAsSent(data: Data, given: string | undefined, overFetch: boolean): string | undefined {
  // Unless the user has, the adapter chooses the boundary.
  if (isForm(data)) return given?.includes('boundary=') ? given : 'multipart/form-data';
  if (isBlob(data) && (given === undefined || given === axiosDefaultType))
    return blobType(data) ?? (overFetch ? undefined : 'application/octet-stream');
  // https://fetch.spec.whatwg.org/#concept-bodyinit-extract
  const isText = overFetch && typeof data === 'string' && data !== '';
  return given ?? (isText ? 'text/plain;charset=UTF-8' : undefined);
}

/**
 * Settles the body of an attempt, so that what is signed is what is sent, a second time too; with the headers that go with it.
 *
 * @param use - What the provider does with the body.
 * @returns The attempt, with the bytes that were read of its body.
 */
export function sealBody(attempt: Attempt, sealed: Config, use: BodyUse | undefined): MaybePromise<Attempt> {
  const { data, route, errand } = attempt;
  dropStale(sealed.headers, data);
  const body =
    use && route
      ? bodyInTime(sealed, route.authorizer.provider, use.streamLimit, errand.patience)
      : steadyBody(data);
  return whenReady(body, (exact) => {
    // What a mock or a cache looks at stays the user's form, if it can.
    if (use || !errand.inner.custom) putBody(sealed, exact);
    return written(attempt, exact, sealed);
  });
}

function bodyInTime(
  sealed: Config,
  provider: string,
  streamLimit: number,
  patience: Patience,
): MaybePromise<ExactBody> {
  const body = exactBody(sealed, provider, streamLimit);
  if (!isPromise(body)) return body;
  return patience.waitFor(body).catch((error: unknown) => {
    // What was begun to be read is of no more use; what was refused is still the user's.
    if (!(error instanceof KeyringError)) release(sealed.data);
    throw error;
  });
}

/** Takes away headers that do not go with the body any more, or never did. */
export function dropStale(headers: RequestHeaders, data: unknown): void {
  // The adapter knows the length of all but streams; a length left from an earlier attempt would cut the body.
  if (isReplayable(data)) dropLength(headers, data);
  // Axios writes its default on forms and blobs too. Over http the right type replaces it, over fetch it would stay.
  const hasOwnType = isForm(data) || blobType(data) !== undefined;
  if (hasOwnType && headers.get('Content-Type') === axiosDefaultType) headers.delete('Content-Type');
}

// `false` and `null` ask for none at all, which for a form or a blob axios heeds only as `false`.
function dropLength(headers: RequestHeaders, data: unknown): void {
  if (spelling(headers, 'content-length') === undefined) return;
  const given: unknown = headers.get('content-length');
  const isOff = given === false || (given === null && !isForm(data) && !isBlob(data));
  if (!isOff) dropHeader(headers, 'content-length');
}

/** Puts a body in place of the one that a private config has. */
export function putBody(sealed: Config, body: SteadyBody): void {
  const { data } = body;
  const contentType = own(body, 'contentType');
  // An empty body stays absent: fetch takes even an empty text on GET for a body.
  if (data !== '' || (own(sealed, 'data') ?? undefined) !== undefined) sealed.data = data;
  if (contentType !== undefined) putType(sealed.headers, contentType, sealed);
}

// A stream that was read, and a form that was written out, are bytes from now on.
function written(attempt: Attempt, body: SteadyBody, sealed: Config): Attempt {
  const { data } = body;
  const contentType = own(body, 'contentType');
  if (data === (attempt.data ?? '')) return attempt;
  if (contentType === undefined) return { ...attempt, data };
  const headers = copyHeaders(attempt.headers, true);
  putType(headers, contentType, sealed);
  return { ...attempt, data, headers };
}

// A type that the user switched off is off over http; fetch gives forms and blobs theirs all the same.
function putType(headers: RequestHeaders, contentType: string, sealed: Config): void {
  const given: unknown = headers.get('Content-Type');
  if (given === false && usesFetch(sealed)) headers.delete('Content-Type');
  headers.set('Content-Type', contentType);
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
  const known = bytesInMemory(data);
  if (known) return known;
  if (isFormData(data)) return writeOut(new Response(data));
  if (isBlob(data)) return writeOut(new Response(data), untyped(config));
  if (isFormPackage(data)) return readForm(data, provider, streamLimit);
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

// Copies of bytes that the user may change: a socket takes them only once it is connected.
function bytesInMemory(data: Data): ExactBody | undefined {
  if (isArrayBuffer(data)) return { data: bytes(data.slice(0)) };
  if (ArrayBuffer.isView(data)) {
    return { data: bytes(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)) };
  }
  return isFormPackage(data) ? formPackageBytes(data) : undefined;
}

// As axios tells it, because one of another realm is no instance of this one's class.
function isArrayBuffer(data: Data): data is ArrayBuffer {
  return Object.prototype.toString.call(data) === '[object ArrayBuffer]';
}

// The http adapter takes Buffers, not plain views.
function bytes(buffer: ArrayBufferLike): Uint8Array {
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
