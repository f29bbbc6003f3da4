import { type AxiosAdapter, type AxiosResponse } from 'axios';
import { type Authorizer, type BodySigning, type CredentialHeaders } from '../authorizer.js';
import { renewCredentials } from '../credentials/renewal.js';
import { KeyringError } from '../errors.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import { own } from '../own.js';
import { type Route } from '../routing/route-table.js';
import { type Config, type RequestHeaders, type ResolvedAdapter } from './adapter.js';
import { axiosDefaultType, exactBody, isForm, isReplayable } from './body.js';
import { concealError, concealResponse } from './conceal.js';
import { type Patience } from './patience.js';
import { tellResponseURL } from './response-url.js';
import { addCredentials, copyHeaders, type Hop, sealConfig } from './seal.js';
import { SealedRequest } from './sealed-request.js';
import { type KeyringRequestOptions } from './wire-request.js';

/** What a matched request is delivered with. */
export interface Delivery {
  readonly config: Config;
  readonly inner: ResolvedAdapter;
  readonly options: KeyringRequestOptions;
  /** The route of a URL, or `undefined`; asked again for every redirect. */
  readonly routeOf: (url: URL) => Route | undefined;
}

/** What one attempt brought. A custom adapter may have rejected for the status already; then `error` is kept. */
export interface Answer {
  readonly response: AxiosResponse;
  readonly error?: unknown;
  readonly request: SealedRequest | undefined;
}

/** Authorizes one hop, if it has a route, and sends it. */
export async function attempt(
  delivery: Delivery,
  hop: Hop,
  route: Route | undefined,
  patience: Patience,
): Promise<Answer> {
  const { config, inner } = delivery;
  const headers = copyHeaders(hop.headers, inner.custom);
  dropStale(headers, hop.data);
  const sealed = sealConfig(config, hop, headers, inner.custom);
  let request: SealedRequest | undefined;
  let credentials: CredentialHeaders = {};
  if (route) {
    const { authorizer } = route;
    const { bodySigning, provider } = authorizer;
    if (bodySigning) await materialise(sealed, provider, bodySigning, patience);
    request = sealedRequest(delivery, hop, route, sealed);
    credentials = await authorize(authorizer, request, patience);
    addCredentials(headers, credentials, provider);
    request.report('authorized', { headers: Object.keys(credentials) });
  }
  // Basic credentials would replace the provider's Authorization. `null` and not absent: before 1.20 the fetch
  // adapter also takes inherited ones.
  const names = Object.keys(credentials);
  const ownsAuthorization = names.some((name) => name.toLowerCase() === 'authorization');
  Reflect.set(sealed, 'auth', ownsAuthorization ? null : (hop.auth ?? null));
  patience.limit(sealed);
  const answer = await send(inner.adapter, sealed, config, names);
  tellResponseURL(answer.response, hop.url);
  return { ...answer, request };
}

async function authorize(
  authorizer: Authorizer,
  request: SealedRequest,
  patience: Patience,
): Promise<CredentialHeaders> {
  try {
    return await waitIfNeeded(authorizer.authorize(request), patience);
  } catch (error) {
    // The secret that a token is fetched with may have been replaced where it lies.
    const isRefused = error instanceof KeyringError && error.exchange?.refused === true;
    if (!isRefused || !(await patience.waitFor(renewCredentials(request)))) throw error;
    return waitIfNeeded(authorizer.authorize(request), patience);
  }
}

function dropStale(headers: RequestHeaders, data: unknown): void {
  // The adapter knows the length of all but streams; a length left from an earlier attempt would cut the body.
  if (isReplayable(data)) headers.delete('Content-Length');
  // Axios writes its default on forms too. Over http the right type replaces it, over fetch it would stay.
  if (isForm(data) && headers.get('Content-Type') === axiosDefaultType) headers.delete('Content-Type');
}

async function materialise(
  sealed: Config,
  provider: string,
  { streamLimit }: BodySigning,
  patience: Patience,
): Promise<void> {
  const { data, contentType } = await waitIfNeeded(exactBody(sealed, provider, streamLimit), patience);
  // An empty body stays absent: fetch takes even an empty text on GET for a body.
  if (data.length > 0 || (own(sealed, 'data') ?? undefined) !== undefined) sealed.data = data;
  if (contentType !== undefined) sealed.headers.set('Content-Type', contentType);
}

function sealedRequest({ config, options }: Delivery, hop: Hop, route: Route, sealed: Config): SealedRequest {
  const { authorizer, baseURL } = route;
  const { headers } = sealed;
  const body: unknown = authorizer.bodySigning ? sealed.data : '';
  return new SealedRequest({
    config,
    options,
    method: hop.method,
    url: hop.url,
    headers,
    data: hop.data,
    baseURL: baseURL.href,
    origin: baseURL.origin,
    authorizer,
    body: typeof body === 'string' || body instanceof Uint8Array ? body : '',
  });
}

function waitIfNeeded<T>(value: MaybePromise<T>, patience: Patience): MaybePromise<T> {
  return isPromise(value) ? patience.waitFor(value) : value;
}

async function send(
  adapter: AxiosAdapter,
  sealed: Config,
  config: Config,
  names: readonly string[],
): Promise<Omit<Answer, 'request'>> {
  try {
    const response = await adapter(sealed);
    concealResponse(response, config, names);
    return { response };
  } catch (error) {
    concealError(error, config, names);
    const response = responseOf(error);
    if (!response) throw error;
    return { response, error };
  }
}

function responseOf(error: unknown): AxiosResponse | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const response: unknown = Reflect.get(error, 'response');
  return isResponse(response) ? response : undefined;
}

function isResponse(value: unknown): value is AxiosResponse {
  return typeof value === 'object' && value !== null && 'status' in value && 'headers' in value;
}
