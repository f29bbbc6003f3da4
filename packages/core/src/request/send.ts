import { type AxiosAdapter, type AxiosResponse } from 'axios';
import { type Config } from './adapter.js';
import { concealError, concealResponse } from './conceal.js';
import { type Prepared } from './prepare.js';

/** What was answered. A custom adapter may have rejected for the status already; then `error` is kept. */
export interface Answer {
  readonly response: AxiosResponse;
  readonly error?: unknown;
}

/** Sends a hop, and leaves nothing secret on what comes back. Rejects where nothing was answered. */
export function send(adapter: AxiosAdapter, { sealed, names }: Prepared, config: Config): Promise<Answer> {
  const onError = (error: unknown): Answer => {
    concealError(error, config, names);
    const response = responseOf(error);
    if (!response) throw error;
    return { response, error };
  };
  try {
    return adapter(sealed).then((response) => {
      concealResponse(response, config, names);
      return { response };
    }, onError);
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
