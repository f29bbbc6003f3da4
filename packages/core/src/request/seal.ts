import { type Authorizer, type CredentialHeaders, type Route } from '../contract/authorizer.js';
import { type MaybePromise } from '../contract/wire-request.js';
import { headerValueProblem } from '../credentials/text-problems.js';
import { forgetCredentials } from '../credentials/used-credentials.js';
import { isRefusedExchange } from '../credentials/tokens/failures.js';
import { isObserved } from '../platform/diagnostics.js';
import { KeyringError } from '../platform/errors.js';
import { release } from '../platform/stream.js';
import { bareCopy, cloneBare, isPlain, isPromise, own, whenReady } from '../platform/values.js';
import {
  type Config,
  copyHeaders,
  dropHeader,
  hasHeader,
  type RequestHeaders,
  sealFetchOptions,
  settleHost,
  usesFetch,
} from './adapter.js';
import { type Attempt } from './attempt.js';
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
import { type Address } from './locate.js';
import { Patience } from './patience.js';
import { SealedRequest } from './sealed-request.js';
import { keepOnThisMachine } from './transport.js';
/** An attempt that is ready to be sent. */
export interface SealedAttempt {
  readonly attempt: Attempt;
  /** The private config, with the credentials. */
  readonly sealed: Config;
  /** What the provider saw; there if the attempt is authorized. */
  readonly request: SealedRequest | undefined;
  /** The names of the credential headers, in lower case. */
  readonly names: readonly string[];
}

/** Seals an attempt, and authorizes it if it has a route. At once, where the credentials and the body are at hand. */
export function seal(attempt: Attempt): MaybePromise<SealedAttempt> {
  const { errand, route, data } = attempt;
  const { given, inner, patience } = errand;
  const headers = copyHeaders(attempt.headers, inner.custom);
  const isEmpty = data === undefined || data === null;
  if (!isEmpty) dropStale(headers, data);
  const sealed = sealConfig(given, attempt, headers);
  if (!route) return finish(attempt, sealed, undefined, []);
  const { bodySigning, provider } = route.authorizer;
  keepOnThisMachine(sealed, route.baseURL.origin, route.authorizer);
  if (isEmpty) return authorize(attempt, sealed, route);
  const body = bodySigning
    ? bodyInTime(sealed, provider, bodySigning.streamLimit, patience)
    : steadyBody(data);
  return whenReady(body, (exact) => {
    // What a mock or a cache looks at stays the user's form, if it can.
    if (bodySigning || !inner.custom) putBody(sealed, exact);
    return authorize(written(attempt, exact, sealed), sealed, route);
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

function authorize(attempt: Attempt, sealed: Config, route: Route): MaybePromise<SealedAttempt> {
  const { authorizer, baseURL } = route;
  const { given, options, patience } = attempt.errand;
  const body: unknown = authorizer.bodySigning ? sealed.data : '';
  const request = new SealedRequest({
    ...{ attempt, authorizer, baseURL, options, config: given, host: settleHost(sealed) },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : '',
  });
  const credentials = credentialsOf(authorizer, request, patience);
  const add = (ready: CredentialHeaders): SealedAttempt => {
    const names = addCredentials(sealed.headers, ready, authorizer.provider);
    if (isObserved(authorizer.onEvent)) request.report('authorized', { headers: Object.keys(ready) });
    return finish(attempt, sealed, request, names);
  };
  return isPromise(credentials) ? credentials.then(add) : add(credentials);
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
  if (!isRefusedExchange(error) || !(await patience.waitFor(forgetCredentials(request)))) throw error;
  const credentials = authorizer.authorize(request);
  return isPromise(credentials) ? patience.waitFor(credentials) : credentials;
}

function finish(
  attempt: Attempt,
  sealed: Config,
  request: SealedRequest | undefined,
  names: readonly string[],
): SealedAttempt {
  // Basic credentials would replace the provider's Authorization. `null` and not absent: before 1.20 the fetch
  // adapter also takes inherited ones.
  const target: { auth?: unknown } = sealed;
  target.auth = names.includes('authorization') ? null : (attempt.auth ?? null);
  attempt.errand.patience.limit(sealed, attempt.changes);
  return { attempt, sealed, request, names };
}

/**
 * Adds the credential headers, having checked that each can be sent as it is.
 *
 * @returns Their names, in lower case.
 */
export function addCredentials(
  headers: RequestHeaders,
  credentials: CredentialHeaders,
  provider: string,
): readonly string[] {
  refuseNoHeaders(credentials, provider);
  const names = Object.keys(credentials).map((name) => name.toLowerCase());
  for (const name of names) dropHeader(headers, name);
  for (const [name, value] of Object.entries(credentials)) {
    const problem = valueProblem(value);
    if (problem !== undefined) {
      const message = `The value for the header ${name} ${problem}. The request was not sent.`;
      throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, message });
    }
    // Not by axios' own method, which would clean a value that was checked.
    headers[name] = value;
  }
  return names;
}

// From plain JavaScript both may be anything.
function refuseNoHeaders(credentials: unknown, provider: string): void {
  if (typeof credentials === 'object' && credentials !== null) return;
  const message =
    'What the provider’s authorize returns gave no headers, such as { Authorization: … }. Correct it. The request was ' +
    'not sent.';
  throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, message });
}

function valueProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'is no string';
  return value === '' ? undefined : headerValueProblem(value);
}

/**
 * The private config that the adapter gets, made of the snapshot of the user's. It inherits nothing, so that no polluted
 * prototype steers the request; redirects and statuses are left to us.
 */
export function sealConfig(given: Config, attempt: Attempt, headers: RequestHeaders): Config {
  const sealed = cloneBare(given);
  setDestination(sealed, attempt);
  sealed.method = attempt.method;
  sealed.data = attempt.data;
  sealed.headers = headers;
  sealed.maxRedirects = 0;
  sealed.fetchOptions = sealFetchOptions(given);
  sealed.validateStatus = null;
  return sealed;
}

// The built-in adapters, and a function that would send the config's own elsewhere, get the one absolute URL that was
// matched and signed.
function setDestination(sealed: Config, { url, original }: Attempt): void {
  if (original !== false) {
    sealed.paramsSerializer = { serialize: () => original };
    return;
  }
  sealed.url = url.href;
  sealed.baseURL = '';
  sealed.params = undefined;
  sealed.allowAbsoluteUrls = true;
}

/**
 * A config as it is now. All that is decided of a request is read of this one, so that nobody who holds the user's
 * own changes it while a credential is waited for.
 *
 * @param to - What was read of its address already.
 */
export function snapshot(config: Config, to: Address): Config {
  const copy = bareCopy(config);
  if (copy.url !== undefined) copy.url = to.url;
  if (copy.baseURL !== undefined) copy.baseURL = to.baseURL;
  copy.headers = copyHeaders(copy.headers, true);
  // What a later attempt or a redirect reads of members that are objects themselves.
  if (copy.auth) copy.auth = copied(copy.auth);
  if (copy.proxy) copy.proxy = copied(copy.proxy);
  if (copy.fetchOptions) copy.fetchOptions = copied(copy.fetchOptions);
  if (copy.http2Options) copy.http2Options = copied(copy.http2Options);
  if (copy.keyring) copy.keyring = copied(copy.keyring);
  if (Array.isArray(copy.sensitiveHeaders)) copy.sensitiveHeaders = [...copy.sensitiveHeaders];
  return copy;
}

function copied<Value>(value: Value): Value {
  return typeof value === 'object' && value !== null && isPlain(value) ? bareCopy(value) : value;
}
