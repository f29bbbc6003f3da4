import { type RouteEntry } from '../read/config-layer.js';
import { type Findings } from '../findings.js';
import { type LoadedRoute } from './load-route.js';

/** Notes routes that serve one and the same base URL: it could not be told whose credentials to send. */
export function noteDuplicates(
  loaded: readonly LoadedRoute[],
  routes: readonly RouteEntry[],
  findings: Findings,
): void {
  const present = new Map<string, RouteEntry>();
  for (const [index, route] of routes.entries()) {
    const { entry, report } = loaded[index] ?? {};
    // A route whose provider is not there counts only with a base URL of its own.
    const baseURLs = entry ? report?.baseURLs : route.baseURL && [route.baseURL.value];
    for (const baseURL of baseURLs ?? []) {
      const other = present.get(baseURL);
      if (!other) present.set(baseURL, route);
      else if (other !== route) {
        const { path, file } = other.place;
        findings.problem(
          route.place,
          `It serves the same base URL as ${path} of ${file.shown}, ${new URL(baseURL).origin}, so it cannot be told ` +
            'whose credentials to send. Remove one, or give one a "baseURL" with a longer path.',
          'ERR_KEYRING_DUPLICATE_ROUTE',
        );
      }
    }
  }
}
