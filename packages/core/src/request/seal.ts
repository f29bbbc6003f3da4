import { type CredentialHeaders } from '../contract/authorizer.js';
import { type MaybePromise } from '../contract/wire-request.js';
import { headerValueProblem } from '../credentials/text-problems.js';
import { isRefusedExchange } from '../credentials/tokens/failures.js';
import { forgetCredentials } from '../credentials/used-credentials.js';
import { axios } from '../platform/axios.js';
import { channel } from '../platform/diagnostics.js';
import { KeyringError } from '../platform/errors.js';
import { Bare, bareCopy, isObject, isPlain, isPromise, own, whenReady } from '../platform/values.js';
import {
  type Config,
  copyHeaders,
  dropHeader,
  type RequestHeaders,
  sealFetchOptions,
  settleHost,
  spelling,
  usesFetch,
} from './adapter.js';
import { type Attempt, rethrow } from './attempt.js';
import { sealBody } from './body.js';
import { type Address } from './locate.js';
import { type Patience } from './patience.js';
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
  /** Ends a streamed answer of fetch; `undefined` for every other attempt. */
  readonly abort: (() => void) | undefined;
}

/**
 * Seals an attempt: makes the private config that the adapter gets, and authorizes it if it has a route. At once, where the
 * credentials and the body are at hand. The config inherits nothing, so that no polluted prototype steers the request;
 * redirects and statuses are left to us.
 */
export function seal(attempt: Attempt): MaybePromise<SealedAttempt> {
  const { errand, route, data, original } = attempt;
  const { given, inner } = errand;
  // Of what inherits nothing itself; the engine's own loop is the fastest for it.
  const sealed: Config = Object.assign(new Bare(), given);
  if (original === false) {
    // The built-in adapters, and a function that would send the config's own elsewhere, get the one absolute URL that was
    // matched and signed.
    sealed.url = attempt.url.href;
    sealed.baseURL = '';
    sealed.params = undefined;
    sealed.allowAbsoluteUrls = true;
  } else sealed.paramsSerializer = { serialize: () => original };
  sealed.method = attempt.method;
  sealed.data = data;
  sealed.headers = copyHeaders(attempt.headers, inner.custom);
  sealed.maxRedirects = 0;
  sealed.fetchOptions = sealFetchOptions(given);
  sealed.validateStatus = null;
  if (route) keepOnThisMachine(sealed, route);
  if (data === undefined || data === null) return authorize(attempt, sealed);
  return whenReady(sealBody(attempt, sealed), (settled) => authorize(settled, sealed));
}

function authorize(attempt: Attempt, sealed: Config): MaybePromise<SealedAttempt> {
  const { route, errand } = attempt;
  if (!route) return finish(attempt, sealed);
  const { authorizer, baseURL } = route;
  const body: unknown = authorizer.bodySigning ? sealed.data : '';
  const request = new SealedRequest({
    attempt,
    authorizer,
    baseURL,
    options: errand.options,
    config: errand.given,
    host: spelling(sealed.headers, 'host') === undefined ? undefined : settleHost(sealed),
    body: typeof body === 'string' || body instanceof Uint8Array ? body : '',
  });
  let credentials: MaybePromise<CredentialHeaders>;
  try {
    credentials = authorizer.authorize(request);
  } catch (error) {
    if (!isRefusedExchange(error)) throw error;
    credentials = Promise.resolve().then(() => rethrow(error));
  }
  if (!isPromise(credentials)) return finish(attempt, sealed, { request, credentials });
  return awaited(request, credentials, errand.patience).then((ready) => {
    return finish(attempt, sealed, { request, credentials: ready });
  });
}

async function awaited(
  request: SealedRequest,
  credentials: Promise<CredentialHeaders>,
  patience: Patience,
): Promise<CredentialHeaders> {
  try {
    return await patience.waitFor(credentials);
  } catch (error) {
    // The secret that a token is fetched with may have been replaced where it lies.
    if (!isRefusedExchange(error) || !(await patience.waitFor(forgetCredentials(request)))) throw error;
    const again = request.authorizer.authorize(request);
    return isPromise(again) ? patience.waitFor(again) : again;
  }
}

interface Authorized {
  readonly request: SealedRequest;
  readonly credentials: CredentialHeaders;
}

function finish(attempt: Attempt, sealed: Config, authorized?: Authorized): SealedAttempt {
  let names: readonly string[] = [];
  if (authorized) {
    const { request, credentials } = authorized;
    const { provider, onEvent } = request.authorizer;
    names = addCredentials(sealed.headers, credentials, provider);
    if (onEvent ?? channel?.hasSubscribers)
      request.report('authorized', { headers: Object.keys(credentials) });
  }
  // Basic credentials would replace the provider's Authorization. `null` and not absent: before 1.20 the fetch
  // adapter also takes inherited ones.
  const target: { auth?: unknown } = sealed;
  target.auth = names.includes('authorization') ? null : (attempt.auth ?? null);
  attempt.errand.patience.limit(sealed, attempt.changes);
  const abort = own(sealed, 'responseType') === 'stream' ? abortOf(sealed) : undefined;
  return { attempt, sealed, request: authorized?.request, names, abort };
}

// The stream that axios makes of fetch's does not end while a chunk of it is waited for, so the request has to. What the user
// aborts by stays as it is.
function abortOf(sealed: Config): (() => void) | undefined {
  if (!usesFetch(sealed)) return undefined;
  if (!own(sealed, 'signal')) {
    const controller = new AbortController();
    sealed.signal = controller.signal;
    return () => {
      controller.abort();
    };
  }
  if (own(sealed, 'cancelToken')) return undefined;
  const { token, cancel } = axios.CancelToken.source();
  sealed.cancelToken = token;
  return cancel;
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
  // From plain JavaScript these, and their values, may be anything.
  const given: unknown = credentials;
  if (!isObject(given)) {
    const problem =
      'What the provider’s authorize returns gave no headers, such as { Authorization: … }. Correct it.';
    throw notSent(provider, problem);
  }
  const names: string[] = [];
  const entries: [string, unknown][] = Object.entries(given);
  for (const [name, value] of entries) {
    const problem =
      typeof value !== 'string' ? 'is no string' : value === '' ? undefined : headerValueProblem(value);
    if (problem !== undefined) throw notSent(provider, `The value for the header ${name} ${problem}.`);
    const lowerCase = name.toLowerCase();
    dropHeader(headers, lowerCase);
    names.push(lowerCase);
    // Not by axios' own method, which would clean a value that was checked.
    Reflect.set(headers, name, value);
  }
  return names;
}

function notSent(provider: string, problem: string): KeyringError {
  const message = `${problem} The request was not sent.`;
  return new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, message });
}

/**
 * A config as it is now. All that is decided of a request is read of this one, so that nobody who holds the user's
 * own changes it while a credential is waited for.
 *
 * @param to - What was read of its address already.
 * @param custom - As {@link copyHeaders} has it.
 */
export function snapshot(config: Config, to: Address, custom: boolean): Config {
  const copy = bareCopy(config);
  if (copy.url !== undefined) copy.url = to.url;
  if (copy.baseURL !== undefined) copy.baseURL = to.baseURL;
  copy.headers = copyHeaders(copy.headers, custom);
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
