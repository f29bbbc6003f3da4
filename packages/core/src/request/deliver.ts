import { type AxiosAdapter, type AxiosResponse } from 'axios';
import { type BodySigning, type CredentialHeaders } from '../authorizer.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import { own } from '../own.js';
import { type Route } from '../routing/route-table.js';
import { type Config, type RequestHeaders, type ResolvedAdapter } from './adapter.js';
import { axiosDefaultType, exactBody, isForm, isReplayable } from './body.js';
import { concealError, concealResponse } from './conceal.js';
import { hintFor } from './hint.js';
import { Patience } from './patience.js';
import { discard, recover, type Recovery } from './recover.js';
import { redirectedHop } from './redirect.js';
import { addCredentials, copyHeaders, type Hop, sealConfig } from './seal.js';
import { tellResponseURL } from './response-url.js';
import { SealedRequest } from './sealed-request.js';
import { settle } from './settle.js';
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
interface Answer {
  readonly response: AxiosResponse;
  readonly error?: unknown;
  readonly request: SealedRequest | undefined;
}

/**
 * Takes one request to its final answer: authorizes and sends every hop, renews a refused credential once, and
 * leaves nothing secret on what comes back.
 */
export async function deliver(delivery: Delivery, first: Hop, firstRoute: Route): Promise<AxiosResponse> {
  const { config } = delivery;
  const patience = new Patience(config);
  const left = new Set<Route>();
  let hop = first;
  let route: Route | undefined = firstRoute;
  const tried: Recovery[] = [];
  for (let followed = 0; ;) {
    const answer: Answer = await attempt(delivery, hop, route, patience);
    const recovery = await recover(answer, hop.data, patience, tried);
    if (recovery) {
      tried.push(recovery);
      answer.request?.report('recovered');
      discard(answer.response);
      continue;
    }
    const next: Hop | undefined = redirectedHop(answer.response, hop, config, followed);
    if (!next) return finish(answer, config);
    answer.request?.report('redirected', {
      status: answer.response.status,
      to: next.url.origin + next.url.pathname,
    });
    discard(answer.response);
    followed += 1;
    route = nextRoute(delivery, route, next.url, left);
    route?.authorizer.prepareURL?.(next.url);
    hop = next;
  }
}

// Whoever a request was handed to chooses where it goes next. So a route that was left is not used again: the
// other side would choose what gets signed. After an address of no route at all, none is.
function nextRoute(
  delivery: Delivery,
  current: Route | undefined,
  url: URL,
  left: Set<Route>,
): Route | undefined {
  if (!current) return undefined;
  const next = delivery.routeOf(url);
  if (next !== current) left.add(current);
  return next && !left.has(next) ? next : undefined;
}

async function attempt(
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
    credentials = await waitIfNeeded(authorizer.authorize(request), patience);
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

function finish({ response, error, request }: Answer, config: Config): AxiosResponse {
  return error === undefined ? settle(response, config, () => hintFor(response, request)) : rethrow(error);
}

// Whatever a custom adapter rejected with is the user's to handle, also where it is no Error.
function rethrow(error: unknown): never {
  throw error;
}
