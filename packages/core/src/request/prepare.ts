import { type MaybePromise } from '../contract/maybe-promise.js';
import { type Authorizer, type CredentialHeaders, type Route } from '../contract/authorizer.js';
import { renewCredentials } from '../credentials/renewal.js';
import { KeyringError } from '../platform/errors.js';
import { isPromise, whenReady } from '../platform/maybe-promise.js';
import { own } from '../platform/own.js';
import { isRefusedExchange } from '../credentials/tokens/exchange-error.js';
import { type Config, type RequestHeaders, usesFetch } from './adapter.js';
import {
  axiosDefaultType,
  blobType,
  type ExactBody,
  exactBody,
  isBlob,
  isForm,
  isReplayable,
  type SteadyBody,
  steadyBody,
} from './body.js';
import { type Delivery } from './delivery.js';
import { keepOnThisMachine } from './loopback.js';
import { type Patience } from './patience.js';
import { release } from '../platform/stream.js';
import {
  addCredentials,
  copyHeaders,
  dropHeader,
  hasHeader,
  type Hop,
  sealConfig,
  settleHost,
} from './seal.js';
import { SealedRequest } from './sealed-request.js';

/** One hop, ready to be sent. */
export interface Prepared {
  /** As it is sent: with the body that was read to be signed, which can be sent again. */
  readonly hop: Hop;
  /** The private config, with the credentials. */
  readonly sealed: Config;
  /** There if the hop is authorized. */
  readonly request: SealedRequest | undefined;
  /** The names of the credential headers, in lower case. */
  readonly names: readonly string[];
}

/** Seals a hop, and authorizes it if it has a route. At once, where the credentials and the body are at hand. */
export function prepare(delivery: Delivery, hop: Hop, route: Route | undefined): MaybePromise<Prepared> {
  const { given, inner, patience } = delivery;
  const headers = copyHeaders(hop.headers, inner.custom);
  dropStale(headers, hop.data);
  const sealed = sealConfig(given, hop, headers);
  if (!route) return finish(sealed, undefined, [], hop, patience);
  const { bodySigning, provider } = route.authorizer;
  keepOnThisMachine(sealed, route.baseURL.origin, route.authorizer);
  const body = bodySigning
    ? bodyInTime(sealed, provider, bodySigning.streamLimit, patience)
    : steadyBody(hop.data);
  return whenReady(body, (exact) => {
    // What a mock or a cache looks at stays the user's form, if it can.
    if (bodySigning || !inner.custom) putBody(sealed, exact);
    return authorize(delivery, written(hop, exact, sealed), route, sealed);
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

function dropStale(headers: RequestHeaders, data: unknown): void {
  // The adapter knows the length of all but streams; a length left from an earlier attempt would cut the body.
  if (isReplayable(data)) dropLength(headers, data);
  // Axios writes its default on forms and blobs too. Over http the right type replaces it, over fetch it would stay.
  const hasOwnType = isForm(data) || blobType(data) !== undefined;
  if (hasOwnType && headers.get('Content-Type') === axiosDefaultType) headers.delete('Content-Type');
}

// `false` and `null` ask for none at all, which for a form or a blob axios heeds only as `false`.
function dropLength(headers: RequestHeaders, data: unknown): void {
  if (!hasHeader(headers, 'content-length')) return;
  const given: unknown = headers.get('content-length');
  const isOff = given === false || (given === null && !isForm(data) && !isBlob(data));
  if (!isOff) dropHeader(headers, 'content-length');
}

function putBody(sealed: Config, body: SteadyBody): void {
  const { data } = body;
  const contentType = own(body, 'contentType');
  // An empty body stays absent: fetch takes even an empty text on GET for a body.
  if (data !== '' || (own(sealed, 'data') ?? undefined) !== undefined) sealed.data = data;
  if (contentType !== undefined) putType(sealed.headers, contentType, sealed);
}

// A stream that was read, and a form that was written out, are bytes from now on.
function written(hop: Hop, body: SteadyBody, sealed: Config): Hop {
  const { data } = body;
  const contentType = own(body, 'contentType');
  if (data === (hop.data ?? '')) return hop;
  if (contentType === undefined) return { ...hop, data };
  const headers = copyHeaders(hop.headers, true);
  putType(headers, contentType, sealed);
  return { ...hop, data, headers };
}

// A type that the user switched off is off over http; fetch gives forms and blobs theirs all the same.
function putType(headers: RequestHeaders, contentType: string, sealed: Config): void {
  const given: unknown = headers.get('Content-Type');
  if (given === false && usesFetch(sealed)) headers.delete('Content-Type');
  headers.set('Content-Type', contentType);
}

function authorize(delivery: Delivery, hop: Hop, route: Route, sealed: Config): MaybePromise<Prepared> {
  const { authorizer } = route;
  const { patience } = delivery;
  const request = sealedRequest(delivery, hop, route, sealed);
  return whenReady(credentialsOf(authorizer, request, patience), (credentials) => {
    const names = addCredentials(sealed.headers, credentials, authorizer.provider);
    request.reportAuthorized(credentials);
    return finish(sealed, request, names, hop, patience);
  });
}

function sealedRequest({ given, options }: Delivery, hop: Hop, route: Route, sealed: Config): SealedRequest {
  const { authorizer, baseURL } = route;
  const body: unknown = authorizer.bodySigning ? sealed.data : '';
  return new SealedRequest({
    config: given,
    options,
    method: hop.method,
    url: hop.url,
    headers: hop.headers,
    host: settleHost(sealed),
    data: hop.data,
    baseURL: baseURL.href,
    origin: baseURL.origin,
    authorizer,
    body: typeof body === 'string' || body instanceof Uint8Array ? body : '',
  });
}

function credentialsOf(
  authorizer: Authorizer,
  request: SealedRequest,
  patience: Patience,
): MaybePromise<CredentialHeaders> {
  try {
    const credentials = authorizer.authorize(request);
    if (!isPromise(credentials)) return credentials;
    return patience
      .waitFor(credentials)
      .catch((error: unknown) => authorizeAnew(error, authorizer, request, patience));
  } catch (error) {
    if (!isRefusedExchange(error)) throw error;
    return authorizeAnew(error, authorizer, request, patience);
  }
}

// The secret that a token is fetched with may have been replaced where it lies.
async function authorizeAnew(
  error: unknown,
  authorizer: Authorizer,
  request: SealedRequest,
  patience: Patience,
): Promise<CredentialHeaders> {
  if (!isRefusedExchange(error) || !(await patience.waitFor(renewCredentials(request)))) throw error;
  return waitIfNeeded(authorizer.authorize(request), patience);
}

function finish(
  sealed: Config,
  request: SealedRequest | undefined,
  names: readonly string[],
  hop: Hop,
  patience: Patience,
): Prepared {
  // Basic credentials would replace the provider's Authorization. `null` and not absent: before 1.20 the fetch
  // adapter also takes inherited ones.
  const target: { auth?: unknown } = sealed;
  target.auth = names.includes('authorization') ? null : (hop.auth ?? null);
  patience.limit(sealed, hop.changes);
  return { hop, sealed, request, names };
}

function waitIfNeeded<T>(value: MaybePromise<T>, patience: Patience): MaybePromise<T> {
  return isPromise(value) ? patience.waitFor(value) : value;
}
