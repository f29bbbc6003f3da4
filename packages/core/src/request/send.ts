import { type MaybePromise } from '../contract/maybe-promise.js';
import { type AxiosResponse } from 'axios';
import { own } from '../platform/own.js';
import { type Config } from './adapter.js';
import { concealError, concealResponse, forgetStreamed } from './conceal.js';
import { type Delivery } from './delivery.js';
import { errorFor } from './error-for.js';
import { hideConnections } from './hide-connections.js';
import { type Prepared } from './prepare.js';

/** What was answered. A custom adapter may have rejected for the status already; then `error` is kept. */
export interface Answer {
  readonly response: AxiosResponse;
  readonly error: unknown;
}

/**
 * Sends a hop, and leaves nothing secret on what comes back. Rejects where nothing was answered.
 *
 * @param onAnswer - What becomes of the answer.
 */
export function send(
  delivery: Delivery,
  { sealed, names }: Prepared,
  onAnswer: (answer: Answer) => MaybePromise<AxiosResponse>,
): Promise<AxiosResponse> {
  const { config, inner, patience } = delivery;
  // Axios puts the private config on what goes wrong while a streamed answer is read.
  const forget = (response: AxiosResponse | undefined): void => {
    if (!inner.custom) sealed.headers = config.headers;
    else if (response) forgetStreamed(response, sealed, names);
  };
  const onResponse = (response: AxiosResponse): MaybePromise<AxiosResponse> => {
    forget(response);
    concealResponse(response, config, names);
    return conclude({ response, error: undefined });
  };
  const onError = (error: unknown): MaybePromise<AxiosResponse> => {
    patience.nameTimeout(error, sealed);
    const response = responseOf(error);
    forget(response);
    concealError(error, config, names);
    if (!response) throw errorFor(error, config);
    return conclude({ response, error });
  };
  const conclude = (answer: Answer): MaybePromise<AxiosResponse> => {
    try {
      return onAnswer(answer);
    } catch (error) {
      throw errorFor(error, config);
    }
  };
  hideConnections(config);
  try {
    return adapterAnswer(delivery, sealed).then(onResponse, onError);
  } catch (error) {
    // An adapter of the user's that is no async function may throw at once.
    return Promise.resolve().then(() => onError(error));
  }
}

function adapterAnswer({ inner, patience }: Delivery, sealed: Config): Promise<AxiosResponse> {
  if (inner.custom || Number(own(sealed, 'httpVersion')) !== 2) return inner.adapter(sealed);
  // Axios' timer ends with the stream of HTTP/2, which may end without an answer and without an error: cancelled by the
  // server, or with a session that is closed or destroyed. Then nothing would ever settle.
  const controller = new AbortController();
  // A body that is handed over as a stream may take longer, and is still the user's to abort.
  if (own(sealed, 'responseType') !== 'stream') sealed.signal = controller.signal;
  return patience.waitFor(inner.adapter(sealed)).catch((error: unknown) => {
    controller.abort();
    throw error;
  });
}

function responseOf(error: unknown): AxiosResponse | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const response: unknown = Reflect.get(error, 'response');
  return isResponse(response) ? response : undefined;
}

function isResponse(value: unknown): value is AxiosResponse {
  return typeof value === 'object' && value !== null && 'status' in value && 'headers' in value;
}
