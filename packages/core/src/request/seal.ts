import { type Authorizer, type BodyUse, type Credential } from '../contract/authorizer.js';
import { type MaybePromise } from '../contract/wire-request.js';
import { isRefusedExchange } from '../credentials/tokens/failures.js';
import { forgetCredentials } from '../credentials/used-credentials.js';
import { axios } from '../platform/axios.js';
import { channel } from '../platform/diagnostics.js';
import { Bare, bareCopy, isPlain, isPromise, own, whenReady } from '../platform/values.js';
import {
  type Config,
  copyHeaders,
  dropHeader,
  sealFetchOptions,
  settleHost,
  spelling,
  usesFetch,
} from './adapter.js';
import { type Attempt, rethrow } from './attempt.js';
import { dropStale, isReplayable, putBody, sealBody, steadyBody } from './body.js';
import { showOn, type ShownCertificate } from './client-certificate.js';
import { type Address } from './locate.js';
import { type Patience } from './patience.js';
import { noCredential, nothingPlaced, place, type Placement } from './placement.js';
import { SealedRequest, type SealedRequestParts } from './sealed-request.js';
import { keepOnThisMachine } from './transport.js';
/** An attempt that is ready to be sent. */
export interface SealedAttempt {
  readonly attempt: Attempt;
  /** The private config, with the credentials. */
  readonly sealed: Config;
  /** What the provider saw; there if the attempt is authorized. */
  readonly request: SealedRequest | undefined;
  readonly placement: Placement;
  /** What its connection shows. */
  readonly shown: ShownCertificate | undefined;
  /** Whether it goes out without a credential, to be asked for one. */
  readonly asksForChallenge: boolean;
  /** Ends a streamed answer of fetch; `undefined` for every other attempt. */
  readonly abort: (() => void) | undefined;
}

/** Whether an attempt goes out without its body, which could not be sent again after the challenge. */
export function holdsBackBody({ asksForChallenge, attempt: { data } }: SealedAttempt): boolean {
  return asksForChallenge && !isReplayable(data);
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
    putURL(sealed, attempt.url);
  } else sealed.paramsSerializer = { serialize: () => original };
  sealed.method = attempt.method;
  sealed.data = data;
  sealed.headers = copyHeaders(attempt.headers, inner.custom);
  sealed.maxRedirects = 0;
  sealed.fetchOptions = sealFetchOptions(given);
  sealed.validateStatus = null;
  if (route) keepOnThisMachine(sealed, route);
  const hasBody = data !== undefined && data !== null;
  if (!route) {
    if (hasBody) dropStale(sealed.headers, data);
    return finish(attempt, sealed);
  }
  const { authorizer, baseURL } = route;
  const parts: SealedRequestParts = {
    attempt,
    authorizer,
    baseURL,
    options: errand.options,
    config: given,
    host: spelling(sealed.headers, 'host') === undefined ? undefined : settleHost(sealed),
    body: '',
  };
  const request = new SealedRequest(parts);
  const use = authorizer.body?.(request);
  if (!hasBody) return authorize(attempt, sealed, { request, use, shown: undefined });
  return whenReady(sealBody(attempt, sealed, use), (settled) => {
    parts.attempt = settled;
    const body: unknown = use && sealed.data;
    if (typeof body === 'string' || body instanceof Uint8Array) parts.body = body;
    return authorize(settled, sealed, { request, use, shown: undefined });
  });
}

// One absolute URL, to which nothing is added any more.
function putURL(sealed: Config, { href }: URL): void {
  sealed.url = href;
  sealed.baseURL = '';
  sealed.params = undefined;
  sealed.allowAbsoluteUrls = true;
}

/** How an attempt is authorized. */
interface Authorization {
  readonly request: SealedRequest;
  /** What the provider does with the body. */
  readonly use: BodyUse | undefined;
  readonly shown: ShownCertificate | undefined;
}

function authorize(attempt: Attempt, sealed: Config, by: Authorization): MaybePromise<SealedAttempt> {
  const { request } = by;
  if (!request.authorizer.clientCertificate) return addCredential(attempt, sealed, by);
  const { inner, given, patience } = attempt.errand;
  const found = request.clientCertificate;
  return whenReady(isPromise(found) ? patience.waitFor(found) : found, (certificate) => {
    const { url } = attempt;
    const { provider } = request.authorizer;
    const shown = certificate && showOn(given, inner, { certificate, url, provider });
    return addCredential(attempt, sealed, { ...by, shown });
  });
}

function addCredential(attempt: Attempt, sealed: Config, by: Authorization): MaybePromise<SealedAttempt> {
  const { request } = by;
  let credential: MaybePromise<Credential | undefined>;
  try {
    credential = request.authorizer.authorize(request);
  } catch (error) {
    if (!isRefusedExchange(error)) throw error;
    credential = Promise.resolve().then(() => rethrow(error));
  }
  if (!isPromise(credential)) return finish(attempt, sealed, by, credential);
  return awaited(request, credential, attempt.errand.patience).then((ready) =>
    finish(attempt, sealed, by, ready),
  );
}

async function awaited(
  request: SealedRequest,
  credential: Promise<Credential | undefined>,
  patience: Patience,
): Promise<Credential | undefined> {
  try {
    return await patience.waitFor(credential);
  } catch (error) {
    // The secret that a token is fetched with may have been replaced where it lies.
    if (!isRefusedExchange(error) || !(await patience.waitFor(forgetCredentials(request)))) throw error;
    const again = request.authorizer.authorize(request);
    return isPromise(again) ? patience.waitFor(again) : again;
  }
}

function finish(
  attempt: Attempt,
  sealed: Config,
  by?: Authorization,
  credential?: Credential,
): SealedAttempt {
  const asksForChallenge = by !== undefined && credential === undefined;
  let placement = nothingPlaced;
  if (by && asksForChallenge) askForChallenge(attempt, sealed, by.request.authorizer);
  else if (by && credential) placement = placeCredential(attempt, sealed, by, credential);
  // Basic credentials would replace the provider's Authorization. `null` and not absent: before 1.20 the fetch
  // adapter also takes inherited ones.
  const target: { auth?: unknown } = sealed;
  const isReplaced = asksForChallenge || placement.names.includes('authorization');
  target.auth = isReplaced ? null : (attempt.auth ?? null);
  const shown = by?.shown;
  if (shown) Object.assign(sealed.fetchOptions ?? {}, shown.fetchOptions);
  attempt.errand.patience.limit(sealed, attempt.changes, shown);
  const abort = own(sealed, 'responseType') === 'stream' ? abortOf(sealed) : undefined;
  return { attempt, sealed, request: by?.request, placement, shown, asksForChallenge, abort };
}

function placeCredential(
  attempt: Attempt,
  sealed: Config,
  { request, use }: Authorization,
  credential: Credential,
): Placement {
  const { url } = attempt;
  const { provider, onEvent } = request.authorizer;
  const placement = place(credential, { url, headers: sealed.headers, use, provider });
  if (placement.url) putURL(sealed, placement.url);
  const body = own(credential, 'body');
  if (body !== undefined) {
    dropHeader(sealed.headers, 'content-length');
    putBody(sealed, steadyBody(body));
  }
  if (onEvent ?? channel?.hasSubscribers)
    request.report('authorized', { headers: Object.keys(credential.headers ?? {}) });
  return placement;
}

/**
 * Lets an attempt go out without a credential, also without one of the user's own, so that the API says what it wants. A body
 * that can be sent once stays here.
 *
 * @throws KeyringError `ERR_KEYRING_CREDENTIAL` if there was a challenge already, or nobody would read one.
 */
function askForChallenge({ data, tried }: Attempt, sealed: Config, authorizer: Authorizer): void {
  if (authorizer.readsRefusals && !tried.includes('again')) {
    dropHeader(sealed.headers, 'authorization');
    if (isReplayable(data)) return;
    sealed.data = undefined;
    dropHeader(sealed.headers, 'content-length');
    return;
  }
  throw noCredential(authorizer, 'after the challenge that it asked for');
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
