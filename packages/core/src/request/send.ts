import { type AxiosResponse } from 'axios';
import { type MaybePromise } from '../maybe-promise.js';
import { concealError, concealResponse } from './conceal.js';
import { type Delivery } from './delivery.js';
import { errorFor } from './error-for.js';
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
  { config, inner, patience }: Delivery,
  { sealed, names }: Prepared,
  onAnswer: (answer: Answer) => MaybePromise<AxiosResponse>,
): Promise<AxiosResponse> {
  // Axios puts the private config on what goes wrong while a streamed answer is read. A mock may look at it later.
  const forget = (): void => {
    if (!inner.custom) sealed.headers = config.headers;
  };
  const onResponse = (response: AxiosResponse): MaybePromise<AxiosResponse> => {
    forget();
    concealResponse(response, config, names);
    return conclude({ response, error: undefined });
  };
  const onError = (error: unknown): MaybePromise<AxiosResponse> => {
    patience.nameTimeout(error, sealed);
    forget();
    concealError(error, config, names);
    const response = responseOf(error);
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
  try {
    return inner.adapter(sealed).then(onResponse, onError);
  } catch (error) {
    // An adapter of the user's that is no async function may throw at once.
    return Promise.resolve().then(() => onError(error));
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
