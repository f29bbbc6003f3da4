import { type AxiosResponse } from 'axios';
import { AxiosError } from '../platform/axios.js';
import { own } from '../platform/own.js';
import { type Delivery } from './delivery.js';
import { hintFor } from './hint.js';
import { type SealedRequest } from './sealed-request.js';

/**
 * Resolves or rejects with an answer by the user's `validateStatus`, as axios itself does. It is our part,
 * because the adapter had to hand over every status: redirects and refusals are looked at first.
 *
 * @param request - There if the answered hop was authorized; explains a refusal.
 */
export function settle(
  response: AxiosResponse,
  { config, given }: Delivery,
  request: SealedRequest | undefined,
): AxiosResponse {
  const validateStatus = own(given, 'validateStatus');
  if (!response.status || !validateStatus || validateStatus(response.status)) return response;
  const { status } = response;
  const hint = hintFor(response, request);
  const error = concealedError(
    new AxiosError(
      `Request failed with status code ${status}`,
      status >= 400 && status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE,
      config,
      response.request,
      response,
    ),
  );
  if (hint !== undefined) Object.assign(error, { hint });
  throw error;
}

function concealedError(error: AxiosError): AxiosError {
  Object.defineProperty(error, 'request', { enumerable: false });
  return error;
}
