import { type AxiosBasicCredentials, type AxiosResponse } from 'axios';
import { AxiosError } from '../axios.js';
import { KeyringError } from '../errors.js';
import { own } from '../own.js';
import { type Route, type RouteTable } from '../routing/route-table.js';
import { type Config, type ResolvedAdapter, resolveAdapter } from './adapter.js';
import { deliver } from './deliver.js';
import { errorFor, rethrow } from './error-for.js';
import { address, beforePath, finalURL, isEvidentOrigin, locate } from './locate.js';
import { Patience } from './patience.js';
import { type Hop } from './seal.js';
import { sendUnmatched } from './unmatched.js';
import { type KeyringRequestOptions } from './wire-request.js';

/** What one interceptor brings to a request: its routes, and what happens to a URL that none covers. */
export interface Registration {
  readonly table: RouteTable;
  /** Called for a request that no route of any interceptor covers; may throw to refuse it. */
  readonly onUnmatched?: ((url: URL) => void) | undefined;
  /**
   * Publishes that the interceptor has no credential for the API of the axios instance that it is on.
   *
   * @internal
   */
  readonly tellUnmatched?: ((origin: string, method: string) => void) | undefined;
}

/**
 * Sends a request that at least one interceptor has marked. Its config is the user's own again already.
 *
 * @throws KeyringError before anything is sent, if the request cannot be authorized.
 */
export function dispatch(config: Config, registrations: readonly Registration[]): Promise<AxiosResponse> {
  try {
    const inner = resolveAdapter(config);
    const keyring: unknown = own(config, 'keyring');
    if (keyring === false) return inner.adapter(config);
    const text = address(config);
    if (leadsElsewhere(text, registrations)) {
      return sendUnmatched(config, inner, text, beforePath(text), registrations);
    }
    const location = locate(text);
    const route = location && routeOf(location, registrations);
    if (location && route) return deliverTo(route, location, config, inner, registrations);
    if (!location) return inner.adapter(config);
    tellUnmatched(location, registrations);
    return sendUnmatched(config, inner, text, location.origin, registrations);
  } catch (error) {
    // It fails the request, and not the function that axios called.
    return Promise.resolve().then(() => rethrow(errorFor(error, config)));
  }
}

function leadsElsewhere(text: string, registrations: readonly Registration[]): boolean {
  const origin = beforePath(text);
  const isElsewhere = registrations.every(
    ({ table, onUnmatched }) => !onUnmatched && !table.hasOrigin(origin),
  );
  return isElsewhere && isEvidentOrigin(origin);
}

function deliverTo(
  route: Route,
  location: URL,
  config: Config,
  inner: ResolvedAdapter,
  registrations: readonly Registration[],
): Promise<AxiosResponse> {
  const { authorizer } = route;
  refuseSocketPath(config, authorizer.provider, location);
  const options = requestOptions(config, authorizer.provider, authorizer.requestOptionsProblem);
  const url = serialised(config, location);
  authorizer.prepareURL?.(url);
  const first: Hop = {
    url,
    original: true,
    method: (own(config, 'method') ?? 'get').toLowerCase(),
    data: own(config, 'data'),
    headers: config.headers,
    auth: own(config, 'auth') ?? userinfo(location),
  };
  const delivery = {
    config,
    inner,
    options,
    patience: new Patience(config),
    routeOf: (target: URL) => routeOf(target, registrations),
    onUnmatched: (target: URL) => {
      tellUnmatched(target, registrations);
    },
  };
  return deliver(delivery, first, route);
}

function tellUnmatched(url: URL, registrations: readonly Registration[]): void {
  for (const { onUnmatched } of registrations) onUnmatched?.(url);
}

// A `paramsSerializer` that throws fails the request as it does without us.
function serialised(config: Config, location: URL): URL {
  try {
    return finalURL(config, location);
  } catch (error) {
    throw AxiosError.from(error, AxiosError.ERR_BAD_REQUEST, config);
  }
}

function userinfo({ username, password }: URL): AxiosBasicCredentials | undefined {
  if (username === '' && password === '') return undefined;
  return { username: decoded(username), password: decoded(password) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// The longest base URL of all interceptors wins, as within one keyring.
function routeOf(url: URL, registrations: readonly Registration[]): Route | undefined {
  let best: Route | undefined;
  let rival: Route | undefined;
  for (const { table } of registrations) {
    const route = table.match(url);
    if (!route) continue;
    const longer = route.baseURL.path.length - (best?.baseURL.path.length ?? -1);
    if (longer > 0) [best, rival] = [route, undefined];
    else if (longer === 0 && best?.authorizer.equals(route.authorizer) === false) rival = route;
  }
  if (best && rival) throw ambiguous(best, rival);
  return best;
}

function ambiguous(first: Route, second: Route): KeyringError {
  const providers = [first, second].map(({ authorizer }) => authorizer.provider).join(' and ');
  const message =
    `Two interceptors on this axios instance (${providers}) serve ${first.baseURL.href} with different ` +
    'credentials, so it cannot be told which to send. Register one, or give each an axios instance of its own.';
  return new KeyringError({ code: 'ERR_KEYRING_DUPLICATE_ROUTE', message });
}

function refuseSocketPath(config: Config, provider: string, url: URL): void {
  if (!own(config, 'socketPath')) return;
  const message =
    `The request to ${url.origin} has a socketPath, so it would reach whoever listens there and not the API. ` +
    'Remove socketPath, or set keyring: false on the request to send it without credentials.';
  throw new KeyringError({ code: 'ERR_KEYRING_SOCKET_PATH', provider, option: 'socketPath', message });
}

function requestOptions(
  config: Config,
  provider: string,
  problemOf: (options: object) => string | undefined,
): KeyringRequestOptions {
  const given: unknown = own(config, 'keyring');
  if (given === undefined) return {};
  const options: object | undefined = typeof given === 'object' && given !== null ? given : undefined;
  const problem = options
    ? problemOf(options)
    : 'keyring on the request config has to be false or an object.';
  if (options && problem === undefined) return options;
  const message = `${problem ?? ''} The request was not sent.`;
  throw new KeyringError({ code: 'ERR_KEYRING_REQUEST_OPTION', provider, option: 'keyring', message });
}
