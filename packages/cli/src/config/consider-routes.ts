import { type Keyring, type RouteReport } from 'axios-keyring';
import { absentHosts, isBelow } from './absent-route.js';

/** A route beside a URL: whether it is taken, and why. */
export interface ConsideredRoute {
  readonly provider: string;
  readonly baseURL: string;
  readonly isTaken: boolean;
  readonly reason: string;
}

/**
 * Looks at all routes as a keyring does: by origin and whole path segments, the longest base URL first. Providers that
 * are not there, and serve all hosts below one, come last.
 */
export function considerRoutes(
  keyring: Keyring,
  routes: readonly RouteReport[],
  url: URL,
): readonly ConsideredRoute[] {
  const taken = keyring.match(url);
  const present = keyring.routes.map(({ provider, baseURL }) => {
    const isTaken = taken?.baseURL === baseURL;
    return { provider, baseURL, isTaken, reason: reasonOf(url, baseURL, taken?.baseURL) };
  });
  const absent = absentHosts(routes).map(({ route: { provider }, host, reason }) => ({
    ...{ provider, baseURL: host, isTaken: false },
    reason: isBelow({ host }, url) ? reason : 'another host',
  }));
  return [...present, ...absent];
}

function reasonOf(url: URL, baseURL: string, taken: string | undefined): string {
  const base = new URL(baseURL);
  if (base.hostname !== url.hostname) return 'another host';
  if (base.protocol !== url.protocol) return `another scheme: ${base.protocol} and not ${url.protocol}`;
  if (base.port !== url.port) return 'another port';
  const path = base.pathname.replace(/\/$/, '');
  if (url.pathname !== path && !url.pathname.startsWith(`${path}/`)) {
    return url.pathname.startsWith(path)
      ? `the path is not below ${path}/: only whole segments count`
      : `the path is not below ${path}/`;
  }
  if (taken === undefined) return 'the path could climb out of the base URL on the server';
  return taken === baseURL
    ? 'the longest base URL that covers it'
    : 'covers it, but another base URL is longer';
}
