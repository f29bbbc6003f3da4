import { type AxiosResponse } from 'axios';
import { AxiosError, axiosIsBefore } from '../platform/axios.js';
import { KeyringError } from '../platform/errors.js';
import { own } from '../platform/own.js';
import { type Config } from './adapter.js';
import { consultBeforeRedirect, isNodeRequest, type RedirectDecision } from './before-redirect.js';
import { isReplayable } from './body.js';
import { responseHeader } from './response-header.js';
import { copyHeaders, type Hop } from './seal.js';
import { isRedirect, type RequestChanges } from './transport.js';

/** What follow-redirects, and so axios, allows where `maxRedirects` is not set. */
const defaultLimit = 21;

/** The user's own headers that stay behind when a redirect leaves the origin. */
const ownSensitiveHeaders = ['authorization', 'cookie', 'proxy-authorization'] as const;

/**
 * The hop that an answer redirects to, or `undefined` if it is the final answer. Methods and bodies change as
 * axios' http adapter has it: https://www.rfc-editor.org/rfc/rfc9110#section-15.4
 *
 * @param followed - How many redirects were followed already.
 * @throws AxiosError with the codes that axios' http adapter gives: too many redirects, or one that cannot be
 * followed.
 */
export function redirectedHop(
  response: AxiosResponse,
  hop: Hop,
  config: Config,
  followed: number,
): Hop | undefined {
  const isHidden = isHiddenRedirect(response, config);
  const location = responseHeader(response, 'location');
  if (!followsRedirects(config, hop.changes) || (!isHidden && !isRedirect(response.status, location)))
    return undefined;
  if (isHidden || location === undefined) throw failure(hidden, config);
  // As axios reads it: what is no number, or none that says something, is the default.
  const limit = Number(hop.changes?.maxRedirects ?? own(config, 'maxRedirects')) || defaultLimit;
  if (own(config, 'fetchOptions')?.redirect === 'error')
    throw failure('fetchOptions.redirect is "error"', config);
  if (followed >= limit) {
    throw new AxiosError('Maximum number of redirects exceeded', 'ERR_FR_TOO_MANY_REDIRECTS', config);
  }
  const url = target(location, hop.url, config);
  // Axios has sent those in its place.
  if (hop.auth) hop.headers.delete('authorization');
  const next = withMethod(response.status, hop, url);
  if (next.data !== undefined && !isReplayable(next.data)) throw notReplayable(response.status, url);
  return askUser(leaveBehind(next, hop, response, config), hop, response, config);
}

/** Whether the user wants redirects to be followed at all. */
export function followsRedirects(config: Config, changes: RequestChanges | undefined): boolean {
  if (changes?.followRedirects === false) return false;
  return own(config, 'maxRedirects') !== 0 && own(config, 'fetchOptions')?.redirect !== 'manual';
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
  } catch (cause) {
    throw failure('the Location header is not a URL', config, cause);
  }
  if (!/^https?:$/.test(url.protocol)) throw failure(`unsupported protocol ${url.protocol}`, config);
  // A server must not choose credentials for the next hop.
  url.username = '';
  url.password = '';
  return url;
}

function withMethod(status: number, hop: Hop, url: URL): Hop {
  const { hash } = url;
  url.hash = '';
  const next: Hop = { ...hop, url, hash, original: false, headers: copyHeaders(hop.headers, true) };
  const becomesGet =
    status === 303
      ? !/^(get|head)$/.test(hop.method)
      : (status === 301 || status === 302) && hop.method === 'post';
  if (!becomesGet) return next;
  for (const name of Object.keys(next.headers)) {
    if (/^content-/i.test(name)) next.headers.delete(name);
  }
  return { ...next, method: 'get', data: undefined };
}

// As axios' http adapter with follow-redirects; fetch keeps them.
const losesAuth = axiosIsBefore(17);

function leaveBehind(next: Hop, hop: Hop, { request }: AxiosResponse, config: Config): Hop {
  next.headers.delete('host');
  next.headers.delete('proxy-authorization');
  if (next.url.origin === hop.url.origin)
    return { ...next, auth: losesAuth && isNodeRequest(request) ? undefined : hop.ownAuth };
  const listed: unknown = own(config, 'sensitiveHeaders');
  const names: unknown[] = Array.isArray(listed) ? listed : [];
  for (const name of [...ownSensitiveHeaders, ...names]) {
    if (typeof name === 'string') next.headers.delete(name);
  }
  return { ...next, auth: undefined, ownAuth: undefined };
}

function askUser(next: Hop, hop: Hop, response: AxiosResponse, config: Config): Hop {
  let decision: RedirectDecision | undefined;
  try {
    decision = consultBeforeRedirect(next, hop, response, config);
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
