import { type AxiosResponse } from 'axios';
import { AxiosError, axiosIsBefore } from '../platform/axios.js';
import { KeyringError } from '../platform/errors.js';
import { own } from '../platform/values.js';
import { type Config, copyHeaders, responseHeader } from './adapter.js';
import { type Attempt } from './attempt.js';
import { consultBeforeRedirect, isNodeRequest, type RedirectDecision } from './before-redirect.js';
import { isReplayable } from './body.js';
import { rewriteQuery } from './locate.js';
import { withoutQuery } from './query.js';
import { holdsBackBody, type SealedAttempt } from './seal.js';
import { followsRedirects, isRedirect } from './transport.js';

/** What follow-redirects, and so axios, allows where `maxRedirects` is not set. */
const defaultLimit = 21;

/** The user's own headers that stay behind when a redirect leaves the origin. */
const ownSensitiveHeaders = ['authorization', 'cookie', 'proxy-authorization'] as const;

/**
 * The attempt that an answer redirects to, or `undefined` if it is the final answer. Its route is that of the new address:
 * no credential is carried along.
 *
 * @throws AxiosError with the codes that axios' http adapter gives: too many redirects, or one that cannot be
 * followed.
 */
export function redirected(sealed: SealedAttempt, response: AxiosResponse): Attempt | undefined {
  const { attempt, request } = sealed;
  const { errand, route, left, followed } = attempt;
  const next = nextOf(response, sealed);
  if (!next) return undefined;
  const { url } = next;
  const matched = errand.routeOf(url);
  if (!matched) errand.onUnmatched(url);
  // Whoever a request was handed to chooses where it goes next. So a route that was left is not used again: the other side
  // would choose what gets signed. After an address of no route at all, none is.
  const behind = route && matched !== route ? [...left, route] : left;
  // Nor does it choose the host below a wildcard, which may be anybody's.
  const choosesHost = matched?.baseURL.isWildcard === true && url.origin !== attempt.url.origin;
  const onward = route && matched && !behind.includes(matched) && !choosesHost ? matched : undefined;
  request?.report('redirected', { status: response.status, to: url.origin + url.pathname });
  if (onward) rewriteQuery(url, onward);
  // Another address may ask for another challenge.
  const tried = attempt.tried.filter((recovery) => recovery !== 'again');
  return { ...next, route: onward, refusal: undefined, tried, left: behind, followed: followed + 1 };
}

// Methods and bodies change as axios' http adapter has it: https://www.rfc-editor.org/rfc/rfc9110#section-15.4
function nextOf(response: AxiosResponse, sealed: SealedAttempt): Attempt | undefined {
  const { attempt, placement } = sealed;
  const config = attempt.errand.given;
  const isHidden = isHiddenRedirect(response, config);
  const location = responseHeader(response, 'location');
  if (!followsRedirects(config, attempt.changes) || (!isHidden && !isRedirect(response.status, location)))
    return undefined;
  if (isHidden || location === undefined) throw failure(hidden, config);
  // As axios reads it: what is no number, or none that says something, is the default.
  const limit = Number(attempt.changes?.maxRedirects ?? own(config, 'maxRedirects')) || defaultLimit;
  if (own(config, 'fetchOptions')?.redirect === 'error')
    throw failure('fetchOptions.redirect is "error"', config);
  if (attempt.followed >= limit) {
    throw new AxiosError('Maximum number of redirects exceeded', 'ERR_FR_TOO_MANY_REDIRECTS', config);
  }
  const led = target(location, attempt.url, config);
  // Servers repeat the query that they were asked with.
  const url = placement.query ? withoutQuery(led, placement.query) : led;
  // Axios has sent those in its place.
  if (attempt.auth) attempt.headers.delete('authorization');
  const next = withMethod(response.status, attempt, url);
  if (next.data !== undefined && !isReplayable(next.data) && !holdsBackBody(sealed))
    throw notReplayable(response.status, url);
  return askUser(leaveBehind(next, attempt, response, config), attempt, response, config);
}

const hidden =
  'a browser does not say where a redirect leads, so it cannot be told which credentials to send there. Send the ' +
  'request to the final URL, or use the xhr adapter, with which the browser follows by itself';

/**
 * A browser shows a redirect that it is not to follow as an answer without a status; others without one come of
 * `mode: 'no-cors'` only: https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect
 */
function isHiddenRedirect({ status, request }: AxiosResponse, config: Config): boolean {
  if (status !== 0 || typeof Request !== 'function' || !(request instanceof Request)) return false;
  return own(config, 'fetchOptions')?.mode !== 'no-cors';
}

function target(location: string, base: URL, config: Config): URL {
  let url: URL;
  try {
    url = new URL(location, base);
  } catch {
    // Its cause would repeat it, and a server may repeat a credential there.
    throw failure('the Location header is not a URL', config);
  }
  if (!/^https?:$/.test(url.protocol)) throw failure(`unsupported protocol ${url.protocol}`, config);
  // A server must not choose credentials for the next attempt.
  url.username = '';
  url.password = '';
  return url;
}

function withMethod(status: number, attempt: Attempt, url: URL): Attempt {
  const { hash } = url;
  url.hash = '';
  const next: Attempt = {
    ...attempt,
    url,
    hash,
    original: false,
    headers: copyHeaders(attempt.headers, true),
  };
  const becomesGet =
    status === 303
      ? !/^(get|head)$/.test(attempt.method)
      : (status === 301 || status === 302) && attempt.method === 'post';
  if (!becomesGet) return next;
  for (const name of Object.keys(next.headers)) {
    if (/^content-/i.test(name)) next.headers.delete(name);
  }
  return { ...next, method: 'get', data: undefined };
}

// As axios' http adapter with follow-redirects; fetch keeps them.
const losesAuth = axiosIsBefore(17);

function leaveBehind(next: Attempt, attempt: Attempt, { request }: AxiosResponse, config: Config): Attempt {
  next.headers.delete('host');
  next.headers.delete('proxy-authorization');
  if (next.url.origin === attempt.url.origin)
    return { ...next, auth: losesAuth && isNodeRequest(request) ? undefined : attempt.ownAuth };
  const listed: unknown = own(config, 'sensitiveHeaders');
  const names: unknown[] = Array.isArray(listed) ? listed : [];
  for (const name of [...ownSensitiveHeaders, ...names]) {
    if (typeof name === 'string') next.headers.delete(name);
  }
  return { ...next, auth: undefined, ownAuth: undefined };
}

function askUser(next: Attempt, attempt: Attempt, response: AxiosResponse, config: Config): Attempt {
  let decision: RedirectDecision | undefined;
  try {
    decision = consultBeforeRedirect(next, attempt, response, config);
  } catch (cause) {
    throw failure(cause instanceof Error ? cause.message : 'beforeRedirect threw', config, cause);
  }
  if (!decision) return next;
  const { href, ...decided } = decision;
  if (decided.changes.socketPath)
    throw failure('beforeRedirect set a socketPath, where somebody else listens', config);
  const url = href === undefined ? next.url : target(href, next.url, config);
  const ownAuth = url.origin === next.url.origin ? next.ownAuth : undefined;
  return { ...next, ...decided, url, ownAuth };
}

function failure(reason: string, config: Config, cause?: unknown): AxiosError {
  const error = new AxiosError(`Redirected request failed: ${reason}`, 'ERR_FR_REDIRECTION_FAILURE', config);
  Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
  return error;
}

function notReplayable(status: number, url: URL): KeyringError {
  const message =
    `The API answered ${status}, which asks for the body again at ${url.origin}, but the body is a stream that ` +
    'has been read. Send a string, a Buffer or a form, or send the request to the final URL.';
  return new KeyringError({ code: 'ERR_KEYRING_BODY_NOT_REPLAYABLE', message });
}
