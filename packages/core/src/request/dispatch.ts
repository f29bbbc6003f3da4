import { type Route } from '../contract/authorizer.js';
import { type AxiosBasicCredentials, type AxiosResponse } from 'axios';
import { type KeyringRequestOptions } from '../contract/wire-request.js';
import { AxiosError } from '../platform/axios.js';
import { bareCopy, isPlain } from '../platform/bare-copy.js';
import { isKeyringError, KeyringError } from '../platform/errors.js';
import { own } from '../platform/own.js';
import { type Config, type ResolvedAdapter, resolveAdapter } from './adapter.js';
import { deliver } from './deliver.js';
import { type Delivery } from './delivery.js';
import { errorFor, rethrow } from './error-for.js';
import { type Address, address, beforePath, finalURL, isEvidentOrigin, locate } from './locate.js';
import { paramsQuery } from './params-query.js';
import { Patience } from './patience.js';
import { prepareURL } from './prepare-url.js';
import { type Hop } from './seal.js';
import { snapshot } from './snapshot.js';
import { type Registration, sendUnmatched } from './unmatched.js';

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
    const to = address(config);
    if (leadsElsewhere(to.text, registrations)) {
      return sendUnmatched(config, inner, to.text, beforePath(to.text), registrations);
    }
    const location = locate(to.text);
    const route = location && routeOf(location, registrations);
    if (!route || !isPlain(config)) refuseInherited(config, to.text, route, registrations);
    if (location && route) return deliverTo(route, { to, location }, config, inner, registrations);
    tellUnmatched(location, registrations);
    if (!location) return inner.adapter(config);
    return sendUnmatched(config, inner, to.text, location.origin, registrations);
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
  { to, location }: { readonly to: Address; readonly location: URL },
  config: Config,
  inner: ResolvedAdapter,
  registrations: readonly Registration[],
): Promise<AxiosResponse> {
  const { authorizer } = route;
  const given = snapshot(config, to);
  refuseSocketPath(given, authorizer.provider, location);
  const delivery: Delivery = {
    config,
    given,
    inner,
    options: requestOptions(given, authorizer.provider, authorizer.requestOptionsProblem),
    patience: new Patience(given),
    routeOf: (target: URL) => routeOf(target, registrations),
    onUnmatched: (target: URL) => {
      tellUnmatched(target, registrations);
    },
  };
  const url = serialised(given, location, config);
  if (authorizer.prepareURL) prepareURL(url, route, delivery.routeOf);
  const auth = own(given, 'auth') ?? userinfo(location);
  const first: Hop = {
    url,
    hash: '',
    original: inner.custom && paramsQuery(given, to, url),
    method: (own(given, 'method') ?? 'get').toLowerCase(),
    data: own(given, 'data'),
    headers: given.headers,
    auth,
    ownAuth: auth,
    changes: undefined,
  };
  return deliver(delivery, first, route);
}

/**
 * What a config inherits, such as that of `Object.create(config)`, some versions of axios take for its own. A request that
 * is the keyring's only by that, or that would lose some of it, is not sent.
 */
function refuseInherited(
  config: Config,
  text: string,
  route: Route | undefined,
  registrations: readonly Registration[],
): void {
  const inherited = address(config, (source, key) => source[key]).text;
  if (inherited === text && isPlain(config)) return;
  const location = locate(inherited);
  if (route || (location && routeOf(location, registrations))) throw unreadable();
}

function unreadable(): KeyringError {
  const message =
    'The request config inherits what it says, or works it out, so it cannot be told what axios would send. Give a plain ' +
    'object: an interceptor that is to change a config may change it as it is, or return { ...config, url }. The ' +
    'request was not sent.';
  return new KeyringError({ code: 'ERR_KEYRING_REQUEST_URL', message });
}

function tellUnmatched(url: URL | undefined, registrations: readonly Registration[]): void {
  for (const { onUnmatched, onUnaddressed } of registrations) {
    if (url) onUnmatched?.(url);
    else onUnaddressed?.();
  }
}

// A `paramsSerializer` that throws fails the request as it does without us.
function serialised(given: Config, location: URL, config: Config): URL {
  try {
    return finalURL(given, location);
  } catch (error) {
    if (isKeyringError(error)) throw error;
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

const noOptions: KeyringRequestOptions = Object.freeze(bareCopy({}));

function requestOptions(
  config: Config,
  provider: string,
  problemOf: (options: object) => string | undefined,
): KeyringRequestOptions {
  const given: unknown = own(config, 'keyring');
  if (given === undefined) return noOptions;
  const options: object | undefined = typeof given === 'object' && given !== null ? given : undefined;
  const problem = options
    ? problemOf(options)
    : 'keyring on the request config has to be false or an object.';
  // Nothing inherited is an option: it might name another account.
  if (options && problem === undefined) return Object.freeze(bareCopy(options));
  const message = `${problem ?? ''} The request was not sent.`;
  throw new KeyringError({ code: 'ERR_KEYRING_REQUEST_OPTION', provider, option: 'keyring', message });
}
