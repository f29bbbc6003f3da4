import { KeyringError, type KeyringInterceptor } from '@axios-keyring/core';
import {
  createInterceptor,
  didYouMean,
  parseBaseURL,
  refuseUncalled,
  type Route,
  routesOf,
  RouteTable,
  tooWide,
} from '@axios-keyring/core/engine';
import { policies, type Unmatched, unaddressedHandler, unmatchedHandler } from './unmatched.js';

/** An interceptor with its own base URLs, or one that serves another base URL instead. */
export type KeyringEntry =
  | KeyringInterceptor
  | {
      /** Where the interceptor's credentials go, and nowhere else: https, or http on loopback; the host may begin with `*.`. */
      readonly baseURL: string;
      readonly interceptor: KeyringInterceptor;
    };

/** How a keyring works. */
export interface KeyringOptions {
  /**
   * What happens to a request that no route covers: `pass` sends it without a credential (default), `warn` does
   * so with one warning per origin, `refuse` fails it before it is sent.
   */
  readonly unmatched?: Unmatched;
}

/** What a keyring would do with a URL. */
export interface KeyringRoute {
  /** The provider's short name. */
  readonly provider: string;
  /** Without a trailing slash. */
  readonly baseURL: string;
}

/** Several interceptors, composed by base URL; itself a request interceptor. */
export interface Keyring extends KeyringInterceptor {
  /** All routes, in the order of the entries. */
  readonly routes: readonly KeyringRoute[];
  /** The route that a URL takes, or `undefined` if none covers it. */
  match(url: string | URL): KeyringRoute | undefined;
}

/**
 * Composes interceptors by base URL. A URL matches by origin and whole path segments, and the longest base URL
 * wins. A host that begins with `*.` stands for all hosts below, unless another base URL says more.
 *
 * @throws KeyringError `ERR_KEYRING_DUPLICATE_ROUTE` for two entries with one base URL, `ERR_KEYRING_BASE_URL`
 * and `ERR_KEYRING_OPTION` for an entry or option that cannot be used.
 */
export function createKeyring(entries: readonly KeyringEntry[], options?: KeyringOptions): Keyring;
export function createKeyring(entries: readonly KeyringEntry[], options: KeyringOptions = {}): object {
  const uncalled = refuseUncalled(entries, 'createKeyring', 'createKeyring([…])');
  if (uncalled) return uncalled;
  const unmatched = checkOptions(options);
  if (!Array.isArray(entries)) throw optionError('The first argument has to be an array of interceptors.');
  const table = new RouteTable();
  const routes = entries.flatMap((entry, index) => [...entryRoutes(entry, index)]);
  for (const route of routes) addRoute(table, route);
  const described = routes.map(describe);
  const onUnmatched = unmatchedHandler(
    unmatched,
    described.map(({ baseURL }) => baseURL),
  );
  const onUnaddressed = unaddressedHandler(unmatched);
  return Object.assign(createInterceptor('keyring', { table, onUnmatched, onUnaddressed }), {
    routes: described,
    match: (url: string | URL) => {
      const route = URL.canParse(url) ? table.match(new URL(url)) : undefined;
      return route && describe(route);
    },
  });
}

function describe({ authorizer, baseURL }: Route): KeyringRoute {
  return { provider: authorizer.provider, baseURL: baseURL.href };
}

function addRoute(table: RouteTable, route: Route): void {
  const present = table.add(route);
  if (!present) return;
  const { provider } = route.authorizer;
  const message =
    `Two entries serve ${route.baseURL.href} (${present.authorizer.provider} and ${provider}), so it cannot be told ` +
    'whose credentials to send. Remove one, or give one a base URL with a longer path.';
  throw new KeyringError({ code: 'ERR_KEYRING_DUPLICATE_ROUTE', message });
}

function entryRoutes(entry: unknown, index: number): readonly Route[] {
  const own = routesOf(entry);
  if (own) return own;
  if (typeof entry !== 'object' || entry === null) throw notAnEntry(index);
  const interceptor: unknown = Reflect.get(entry, 'interceptor');
  const text: unknown = Reflect.get(entry, 'baseURL');
  const [route, ...others] = routesOf(interceptor) ?? [];
  if (!route || typeof text !== 'string') throw notAnEntry(index);
  if (others.some(({ authorizer }) => authorizer !== route.authorizer)) {
    throw optionError(
      `Entry ${index} puts a keyring of several providers at one base URL. Give one interceptor.`,
    );
  }
  const unknown = Object.keys(entry).find((key) => key !== 'baseURL' && key !== 'interceptor');
  if (unknown !== undefined) {
    const closest = didYouMean(unknown, ['baseURL', 'interceptor']);
    throw optionError(`Entry ${index} has an unknown key "${unknown}".${closest}`);
  }
  const result = parseBaseURL(text);
  const problem =
    'problem' in result
      ? result.problem
      : (tooWide(result.baseURL) ?? route.authorizer.baseURLProblem?.(result.baseURL));
  if ('baseURL' in result && problem === undefined) return [{ ...route, baseURL: result.baseURL }];
  const message = `The baseURL of entry ${index} (${route.authorizer.provider}) ${problem ?? ''}.`;
  throw new KeyringError({ code: 'ERR_KEYRING_BASE_URL', message, option: 'baseURL' });
}

function notAnEntry(index: number): KeyringError {
  return optionError(
    `Entry ${index} is neither an interceptor of a provider nor { baseURL, interceptor }. Call the provider: ` +
      'createKeyring([taxjar()]), not createKeyring([taxjar]).',
  );
}

function checkOptions(options: KeyringOptions): Unmatched {
  const known = ['unmatched'];
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw optionError(`There is no keyring option "${unknown}".${didYouMean(unknown, known)}`);
  }
  const { unmatched = 'pass' } = options;
  if (policies.includes(unmatched)) return unmatched;
  throw optionError(`unmatched has to be one of ${policies.join(', ')}.${didYouMean(unmatched, policies)}`);
}

function optionError(message: string): KeyringError {
  return new KeyringError({ code: 'ERR_KEYRING_OPTION', message });
}
