import { type AxiosResponse } from 'axios';
import { AxiosError } from '../platform/axios.js';
import { KeyringError } from '../platform/errors.js';
import { release } from '../platform/stream.js';
import { isPromise, own } from '../platform/values.js';
import { type Attempt, errorOf, rethrow } from './attempt.js';
import { hintFor, recovered } from './recover.js';
import { redirected } from './redirect.js';
import { holdsBackBody, seal, type SealedAttempt } from './seal.js';
import { type Answer, send } from './send.js';

/**
 * Takes one request to its final answer: seals and sends an attempt, then the one that comes of its answer, and leaves nothing
 * secret on what comes back. Nothing is waited for but the adapter, unless there is need.
 *
 * @throws KeyringError if the request cannot be authorized, and what axios throws for one that fails.
 */
export async function deliver(first: Attempt): Promise<AxiosResponse> {
  try {
    const sealing = seal(first);
    let sealed = isPromise(sealing) ? await sealing : sealing;
    for (;;) {
      const answer = await send(sealed);
      const isFinal = isSuccess(answer.response) && !sealed.request?.authorizer.refusesInBody;
      const next = isFinal ? undefined : await onward(sealed, answer.response);
      if (!next) return settle(sealed, answer);
      sealed = 'sealed' in next ? next : await seal(next);
    }
  } catch (error) {
    throw errorOf(error, first.errand);
  }
}

function isSuccess({ status }: AxiosResponse): boolean {
  return status >= 200 && status < 300;
}

/** The attempt that comes of an answer; `undefined` if that is the final one. An answer that nobody gets is let go of. */
async function onward(
  sealed: SealedAttempt,
  response: AxiosResponse,
): Promise<Attempt | SealedAttempt | undefined> {
  let isKept = false;
  try {
    const isRedirect = response.status < 400 && !isSuccess(response);
    const isAsked = !isRedirect || sealed.request?.authorizer.refusesInBody;
    const again = isAsked ? await recovered(sealed, response) : undefined;
    const next = again ?? (isRedirect ? elsewhere(sealed, response) : undefined);
    isKept = next === undefined;
    return next;
  } finally {
    if (!isKept) letGo(sealed, response);
  }
}

// One that becomes a GET would end as if the body, which is still here, had been taken.
function elsewhere(sealed: SealedAttempt, response: AxiosResponse): Attempt | undefined {
  const next = redirected(sealed, response);
  if (next && next.data === undefined && holdsBackBody(sealed)) throw unasked(sealed, response);
  return next;
}

// An unread stream would hold its connection for ever.
function letGo({ abort }: SealedAttempt, response: AxiosResponse): void {
  abort?.();
  release(response.data);
}

/**
 * Resolves or rejects with an answer by the user's `validateStatus`, as axios itself does. It is our part, because the
 * adapter had to hand over every status: redirects and refusals are looked at first.
 */
function settle(sealed: SealedAttempt, { response, error }: Answer): AxiosResponse {
  const { attempt, request } = sealed;
  const { errand } = attempt;
  if (error !== undefined) return rethrow(error);
  if (response.status < 400 && holdsBackBody(sealed)) {
    letGo(sealed, response);
    throw unasked(sealed, response);
  }
  const validateStatus = own(errand.given, 'validateStatus');
  const { status } = response;
  try {
    if (!status || !validateStatus || validateStatus(status)) return response;
  } catch (thrown) {
    letGo(sealed, response);
    throw thrown;
  }
  const hint = request && hintFor(response, request);
  const failure = new AxiosError(
    `Request failed with status code ${status}`,
    status >= 400 && status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE,
    errand.config,
    response.request,
    response,
  );
  Object.defineProperty(failure, 'request', { enumerable: false });
  throw hint === undefined ? failure : Object.assign(failure, { hint });
}

function unasked({ attempt, request }: SealedAttempt, { status }: AxiosResponse): KeyringError {
  const { origin, pathname } = attempt.url;
  const message =
    `${origin}${pathname} answered ${status} to a request that was to be refused with a challenge. The body, a stream, was ` +
    'held back for that and was not sent. Send a string, a Buffer or a form, or set keyring: false on the request if the ' +
    'API wants no credential there.';
  return new KeyringError({
    code: 'ERR_KEYRING_CREDENTIAL',
    provider: request?.authorizer.provider,
    message,
  });
}
