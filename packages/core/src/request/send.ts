import { type AxiosResponse } from 'axios';
import { AxiosError } from '../platform/axios.js';
import { isObject, own } from '../platform/values.js';
import { type Config, type ResolvedAdapter } from './adapter.js';
import { type Attempt } from './attempt.js';
import { alertHint, type ShownCertificate } from './client-certificate.js';
import { concealError, concealResponse, forgetStreamed, hideConnections } from './conceal.js';
import { Patience } from './patience.js';
import { type SealedAttempt } from './seal.js';

/** What was answered. A custom adapter may have rejected for the status already; then `error` is kept. */
export interface Answer {
  readonly response: AxiosResponse;
  readonly error: unknown;
}

/** Sends an attempt, and leaves nothing secret on what comes back. Rejects where nothing was answered. */
export async function send({ attempt, sealed, placement, shown }: SealedAttempt): Promise<Answer> {
  const { config, inner, patience } = attempt.errand;
  hideConnections(config);
  let response: AxiosResponse | undefined;
  let failure: { readonly error: unknown } | undefined;
  try {
    const isOverHTTP2 = !inner.custom && Number(own(sealed, 'httpVersion')) === 2;
    response = await (isOverHTTP2 ? answerOverHTTP2(inner, sealed, patience) : inner.adapter(sealed));
  } catch (error) {
    patience.nameTimeout(error, sealed);
    response = responseOf(error);
    failure = { error };
  }
  const url = placement.url && { secret: placement.url, shown: attempt.url };
  const traces = { names: placement.names, url, body: placement.body };
  // Axios puts the private config on what goes wrong while a streamed answer is read.
  if (!inner.custom) {
    sealed.headers = config.headers;
    if (placement.body) Reflect.set(sealed, 'data', config.data);
    if (shown) Object.assign(sealed, { fetchOptions: config.fetchOptions });
    if (url) sealed.url = url.shown.href;
  } else if (response) forgetStreamed(response, sealed, traces);
  if (failure) concealError(failure.error, config, traces);
  else if (response) concealResponse(response, config, traces);
  if (!response) throw failure ? hinted(failure.error, attempt, shown) : unanswered(response, config);
  tellResponseURL(response, attempt);
  return { response, error: failure?.error };
}

// Axios' timer ends with the stream of HTTP/2, which may end without an answer and without an error: cancelled by the
// server, or with a session that is closed or destroyed. Then nothing would ever settle.
function answerOverHTTP2(
  { adapter }: ResolvedAdapter,
  sealed: Config,
  patience: Patience,
): Promise<AxiosResponse> {
  const controller = new AbortController();
  // A body that is handed over as a stream may take longer, and is still the user's to abort.
  if (own(sealed, 'responseType') !== 'stream') {
    sealed.signal = controller.signal;
    // Axios' own would leave the stream open, if it came first.
    sealed.timeout = 0;
  }
  return patience.waitFor(adapter(sealed)).catch((error: unknown) => {
    controller.abort();
    throw error;
  });
}

function hinted(error: unknown, { route }: Attempt, shown: ShownCertificate | undefined): unknown {
  if (shown?.refused) return shown.refused;
  const hint = route && alertHint(error, shown?.certificate);
  if (hint !== undefined && isObject(error)) Reflect.set(error, 'hint', hint);
  return error;
}

// The user's function, or one that it passes on to, forgot to return what it got.
function unanswered(response: unknown, config: Config): AxiosError {
  const message =
    `The function in adapter on the request config answered ${String(response)} in place of a response. Have it return ` +
    'one, or throw an error. The request may have been sent.';
  return new AxiosError(message, AxiosError.ERR_BAD_RESPONSE, config);
}

function responseOf(error: unknown): AxiosResponse | undefined {
  if (!isObject(error)) return undefined;
  const response: unknown = Reflect.get(error, 'response');
  return isResponse(response) ? response : undefined;
}

function isResponse(value: unknown): value is AxiosResponse {
  return isObject(value) && 'status' in value && 'headers' in value;
}

/**
 * Tells the final address where follow-redirects tells it, on the answer underneath: with our own redirect loop
 * axios uses Node's plain http, which does not.
 */
function tellResponseURL(response: AxiosResponse, { url, hash }: Attempt): void {
  const request: unknown = response.request;
  if (!isObject(request)) return;
  const incoming: unknown = Reflect.get(request, 'res');
  if (isObject(incoming)) Reflect.set(incoming, 'responseUrl', url.href + hash);
}
