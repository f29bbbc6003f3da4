import { type RouteReport } from 'axios-keyring';
import { CommandFailure } from '../command-failure.js';
import { shownURL } from '../curl/request-url.js';

/** A route whose provider is not there, and one of its hosts with `*.` in it, which stands for all hosts below. */
export interface AbsentHost {
  readonly route: RouteReport;
  readonly host: string;
  /** Why the provider is not there. */
  readonly reason: string;
}

/** What a keyring refuses besides the base URLs that it names: all hosts below some of absent providers. */
export function absentHosts(routes: readonly RouteReport[]): readonly AbsentHost[] {
  return routes.flatMap((route) => {
    if (route.status !== 'not-installed' && route.status !== 'left-out') return [];
    const reason = route.status === 'left-out' ? 'is left out by --only' : 'is not installed';
    return route.baseURLs
      .filter((host) => host.includes('//*.'))
      .map((host) => ({ route, host, reason: `${route.package} ${reason}` }));
  });
}

/** Whether a URL is one of those hosts’. */
export function isBelow({ host }: Pick<AbsentHost, 'host'>, { protocol, hostname }: URL): boolean {
  const [scheme, suffix = ''] = host.split('//*');
  return protocol === scheme && hostname.endsWith(suffix);
}

/** Says which provider is missing, where a URL that no base URL covers is for one that is not there. */
export function absentFailure(routes: readonly RouteReport[], url: URL): CommandFailure | undefined {
  const found = absentHosts(routes).find((absent) => isBelow(absent, url));
  if (!found) return undefined;
  const { route, reason } = found;
  return new CommandFailure({
    title: `The provider for ${shownURL(url)} is not there`,
    details: [`${reason}. It serves ${route.path} of ${route.file}.`],
    next: [
      route.install === undefined
        ? `Add ${route.name ?? route.provider} to --only.`
        : `Run: ${route.install}`,
    ],
  });
}
