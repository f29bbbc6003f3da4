import { type AxiosBasicCredentials, type AxiosResponse } from 'axios';
import { type Authorizer, type Route } from '../contract/authorizer.js';
import { type KeyringRequestOptions } from '../contract/wire-request.js';
import { KeyringError } from '../platform/errors.js';
import { bareCopy, isObject, isPlain, own } from '../platform/values.js';
import { type Config, resolveAdapter, type ResolvedAdapter } from './adapter.js';
import { type Errand, errorFor, rethrow } from './attempt.js';
import { deliver } from './deliver.js';
import {
  type Address,
  address,
  beforePath,
  finalURL,
  isEvidentOrigin,
  locate,
  rewriteQuery,
  routeOf,
} from './locate.js';
import { paramsQuery } from './params-query.js';
import { Patience } from './patience.js';
import { snapshot } from './seal.js';
import { type Registration, sendUnmatched } from './unmatched.js';
// The one wrapper of a request, found again by every further interceptor, also one from another copy of this
// package. The number changes with the shape of what it carries.
const marker = Symbol.for('axios-keyring.wrapper.1');

interface Wrapper {
  (config: Config): Promise<AxiosResponse>;
  readonly [marker]: Marked;
}

interface Marked {
  /** The adapter as the user had it: absent, a name, a list or a function. */
  readonly adapter: Config['adapter'];
  readonly registrations: readonly Registration[];
}

/**
 * Marks a request: puts one wrapper in `config.adapter`, which does everything else once axios calls it, after
 * every other interceptor. Synchronous, never throws, and answers the same object. Only a config that somebody
 * froze is copied, because it cannot be marked otherwise.
 */
export function mark<Request extends object>(request: Request, registration: Registration): Request {
  // An interceptor before this one forgot to return the config; axios fails on that by itself, and says so.
  if (!isObject(request) && typeof request !== 'function') return request;
  const config: Partial<Config> = request;
  const present = own(config, 'adapter');
  const { adapter, registrations } = isWrapper(present)
    ? present[marker]
    : { adapter: present, registrations: [] };
  if (registrations.includes(registration)) return request;
  const marked: Marked = { adapter, registrations: [...registrations, registration] };
  const wrapper = (sent: Config): Promise<AxiosResponse> => {
    // First of all: whoever sends this config again, or an error's, starts afresh.
    if (adapter === undefined) Reflect.deleteProperty(sent, 'adapter');
    else sent.adapter = adapter;
    return dispatch(sent, marked.registrations);
  };
  wrapper[marker] = marked;
  if (Reflect.set(request, 'adapter', wrapper)) return request;
  const copy = { __proto__: null, ...request, adapter: wrapper };
  return copy;
}

function isWrapper(adapter: unknown): adapter is Wrapper {
  return typeof adapter === 'function' && Object.hasOwn(adapter, marker);
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
    const to = address(config);
    const origin = beforePath(to.text);
    if (leadsElsewhere(origin, registrations)) {
      return sendUnmatched(config, inner, to.text, origin, registrations);
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

function leadsElsewhere(origin: string, registrations: readonly Registration[]): boolean {
  for (const { table, onUnmatched } of registrations) {
    if (onUnmatched || table.hasOrigin(origin)) return false;
  }
  return isEvidentOrigin(origin);
}

function deliverTo(
  route: Route,
  { to, location }: { readonly to: Address; readonly location: URL },
  config: Config,
  inner: ResolvedAdapter,
  registrations: readonly Registration[],
): Promise<AxiosResponse> {
  const { authorizer } = route;
  const given = snapshot(config, to, inner.custom);
  if (own(given, 'socketPath')) throw leadsAside(authorizer.provider, location);
  const errand: Errand = {
    config,
    given,
    inner,
    options: own(given, 'keyring') === undefined ? noOptions : requestOptions(given, authorizer),
    patience: new Patience(given),
    routeOf: (target: URL) => routeOf(target, registrations),
    onUnmatched: (target: URL) => {
      tellUnmatched(target, registrations);
    },
  };
  const url = finalURL(given, location, config);
  rewriteQuery(url, route);
  const hasUserinfo = location.username !== '' || location.password !== '';
  const auth = own(given, 'auth') ?? (hasUserinfo ? userinfo(location) : undefined);
  return deliver({
    errand,
    route,
    url,
    hash: '',
    original: inner.custom && paramsQuery(given, to, url),
    method: (own(given, 'method') ?? 'get').toLowerCase(),
    data: own(given, 'data'),
    headers: given.headers,
    auth,
    ownAuth: auth,
    changes: undefined,
    refusal: undefined,
    tried: [],
    left: [],
    followed: 0,
  });
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

function userinfo({ username, password }: URL): AxiosBasicCredentials {
  return { username: decoded(username), password: decoded(password) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function leadsAside(provider: string, url: URL): KeyringError {
  const message =
    `The request to ${url.origin} has a socketPath, so it would reach whoever listens there and not the API. ` +
    'Remove socketPath, or set keyring: false on the request to send it without credentials.';
  return new KeyringError({ code: 'ERR_KEYRING_SOCKET_PATH', provider, option: 'socketPath', message });
}

const noOptions: KeyringRequestOptions = Object.freeze(bareCopy({}));

function requestOptions(
  config: Config,
  { provider, requestOptionsProblem }: Authorizer,
): KeyringRequestOptions {
  const given: unknown = own(config, 'keyring');
  const options = isObject(given) ? given : undefined;
  const problem = options
    ? requestOptionsProblem(options)
    : 'keyring on the request config has to be false or an object.';
  // Nothing inherited is an option: it might name another account.
  if (options && problem === undefined) return Object.freeze(bareCopy(options));
  const message = `${problem ?? ''} The request was not sent.`;
  throw new KeyringError({ code: 'ERR_KEYRING_REQUEST_OPTION', provider, option: 'keyring', message });
}
