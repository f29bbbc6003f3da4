import { type RouteReport, type RouteStatus } from 'axios-keyring';
import { type Cell } from '../output/table.js';

const statusStyles = {
  loaded: 'green',
  'not-installed': 'yellow',
  'left-out': 'dim',
  failed: 'red',
} as const satisfies Record<RouteStatus, string>;

/** A route's provider, with the name that tells it from another of the same provider. */
export function providerCell({ provider, name }: RouteReport): Cell {
  return name === undefined ? provider : `${provider} (${name})`;
}

/** What became of a route. */
export function statusCell({ status }: RouteReport): Cell {
  return { text: status.replace('-', ' '), style: statusStyles[status] };
}

/** What a route has to say beside that: where its secrets are, or the line that installs it. */
export function detailCell({ status, install, secrets }: RouteReport): Cell {
  if (status === 'not-installed' && install !== undefined) return install;
  return secrets.map(({ option, source }) => `${option}: ${source}`).join('\n');
}

/** A route as JSON: everything that is known of it and can be written down. */
export function routeJSON(route: RouteReport): Record<string, unknown> {
  const { provider, name, status, install, baseURLs, secrets, file, path } = route;
  return { provider, name, package: route.package, status, install, baseURLs, secrets, file, path };
}
