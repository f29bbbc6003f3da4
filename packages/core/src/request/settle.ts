import { AxiosError, type AxiosResponse } from 'axios';
import { own } from '../own.js';
import { type Config } from './adapter.js';

/**
 * Resolves or rejects with an answer by the user's `validateStatus`, as axios itself does. It is our part,
 * because the adapter had to hand over every status: redirects and refusals are looked at first.
 *
 * @param hint - Explains a refusal; only asked if there is one.
 */
export function settle(
  response: AxiosResponse,
  config: Config,
  hint: () => string | undefined,
): AxiosResponse {
  const validateStatus = own(config, 'validateStatus');
  if (!response.status || !validateStatus || validateStatus(response.status)) return response;
  const { status } = response;
  const explanation = hint();
  const error = concealedError(
    new AxiosError(
      `Request failed with status code ${status}`,
      status >= 400 && status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE,
      config,
      response.request,
      response,
    ),
  );
  if (explanation !== undefined) Object.assign(error, { hint: explanation });
  throw error;
}

function concealedError(error: AxiosError): AxiosError {
  Object.defineProperty(error, 'request', { enumerable: false });
  return error;
}
