import { type Route } from '../contract/authorizer.js';
import { type AxiosResponse } from 'axios';
import { isObserved, publish } from '../platform/diagnostics.js';
import { own, property } from '../platform/values.js';
import { type RouteTable } from './route-table.js';
import { type Config, type ResolvedAdapter } from './adapter.js';
import { rethrow } from './attempt.js';
import { beforePath } from './locate.js';

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
  /** Called for a request that has no absolute URL; may throw to refuse it. */
  readonly onUnaddressed?: (() => void) | undefined;
}

/** Where users choose the hosts, there is no end of them. */
const mostOrigins = 1_000;

/** Makes a function that says whether it sees an origin for the first time; of no more than 1,000 origins it does. */
export function originMemory(): (origin: string) => boolean {
  const seen = new Set<string>();
  return (origin) => {
    if (seen.has(origin) || seen.size === mostOrigins) return false;
    seen.add(origin);
    return true;
  };
}

/** Makes the function that publishes, once per origin, that an interceptor has no credential for a client's own API. */
export function unmatchedTeller(
  provider: string,
  routes: readonly Route[],
): (origin: string, method: string) => void {
  const listeners = [...new Set(routes.map(({ authorizer }) => authorizer.onEvent))];
  const isNew = originMemory();
  return (origin, method) => {
    // Who begins to listen later is to hear of it too.
    if (!listeners.some(isObserved) || !isNew(origin)) return;
    publish({ type: 'unmatched', provider, method, url: origin }, ...listeners);
  };
}

/** What to do about an address that no base URL covers. */
export function baseURLAdvice(tables: readonly RouteTable[]): string {
  const bases = tables.flatMap((table) => [...table].map(({ baseURL }) => baseURL.href));
  const known = bases.length === 0 ? 'There are no base URLs.' : `The base URLs are ${bases.join(', ')}.`;
  return `${known} If one of these APIs is reached there, set the option baseURL of its provider.`;
}

/**
 * Sends a request that no route covers, as it is. Where the axios instance is one for that very origin, a provider's
 * interceptor on it was most likely meant to serve it: then it is said, in an event and in the hint of a refusal. Every
 * other request is none of our business, and costs a comparison.
 *
 * @param text - The address, of which only the beginning counts: whether it is that of the instance's `baseURL`.
 * @param origin - The address's origin, without what may be secret in `text`.
 */
export function sendUnmatched(
  config: Config,
  inner: ResolvedAdapter,
  text: string,
  origin: string,
  registrations: readonly Registration[],
): Promise<AxiosResponse> {
  const baseURL = own(config, 'baseURL');
  if (typeof baseURL !== 'string' || beforePath(baseURL) !== beforePath(text)) return inner.adapter(config);
  const method = (own(config, 'method') ?? 'get').toUpperCase();
  for (const { tellUnmatched } of registrations) tellUnmatched?.(origin, method);
  return inner.adapter(config).then(undefined, (error: unknown) => {
    const status = property(property(error, 'response'), 'status');
    if (typeof error === 'object' && error !== null && (status === 401 || status === 403)) {
      const advice = baseURLAdvice(registrations.map(({ table }) => table));
      const hint = `No base URL covers this request to ${origin}, so it had no credential. ${advice}`;
      Reflect.set(error, 'hint', hint);
    }
    return rethrow(error);
  });
}
