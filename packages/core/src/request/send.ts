import { type AxiosResponse } from 'axios';
import { isObject, own } from '../platform/values.js';
import { tellResponseURL } from './response-url.js';
import { concealError, concealResponse, forgetStreamed, hideConnections } from './conceal.js';
import { type SealedAttempt } from './seal.js';

/** What was answered. A custom adapter may have rejected for the status already; then `error` is kept. */
export interface Answer {
  readonly response: AxiosResponse;
  readonly error: unknown;
}

/** Sends an attempt, and leaves nothing secret on what comes back. Rejects where nothing was answered. */
export async function send(ready: SealedAttempt): Promise<Answer> {
  const { attempt, sealed, names } = ready;
  const { errand } = attempt;
  const { config, patience } = errand;
  hideConnections(config);
  let response: AxiosResponse;
  try {
    response = await adapterAnswer(ready);
  } catch (error) {
    patience.nameTimeout(error, sealed);
    const answered = responseOf(error);
    forget(ready, answered);
    concealError(error, config, names);
    if (!answered) throw error;
    tellResponseURL(answered, attempt);
    return { response: answered, error };
  }
  forget(ready, response);
  concealResponse(response, config, names);
  tellResponseURL(response, attempt);
  return { response, error: undefined };
}

// Axios puts the private config on what goes wrong while a streamed answer is read.
function forget(
  { attempt: { errand }, sealed, names }: SealedAttempt,
  response: AxiosResponse | undefined,
): void {
  if (!errand.inner.custom) sealed.headers = errand.config.headers;
  else if (response) forgetStreamed(response, sealed, names);
}

function adapterAnswer({ attempt, sealed }: SealedAttempt): Promise<AxiosResponse> {
  const { inner, patience } = attempt.errand;
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
  if (!isObject(error)) return undefined;
  const response: unknown = Reflect.get(error, 'response');
  return isResponse(response) ? response : undefined;
}

function isResponse(value: unknown): value is AxiosResponse {
  return isObject(value) && 'status' in value && 'headers' in value;
}
