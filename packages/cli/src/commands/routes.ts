import { type Command } from 'commander';
import { type RouteReport } from 'axios-keyring';
import { addConfigOptions, configFailure, type ConfigOptions, withReport } from '../config/report.js';
import { type Screen } from '../screen.js';
import { type Cell } from '../text.js';

/** `routes`: which base URL takes which provider’s credentials. */
export function addRoutes(program: Command, screen: Screen): void {
  addConfigOptions(program.command('routes'))
    .description('Show which base URL takes which provider’s credentials.')
    .option('--json', 'print one JSON document')
    .action(async ({ json, ...options }: ConfigOptions & { readonly json?: boolean }) => {
      await withReport(options, screen, async ({ routes, problems }) => {
        if (json === true) await screen.printJSON(routes.map(routeJSON));
        else if (routes.length > 0) await screen.print(routesText(routes, screen));
        // What could be read is shown all the same; a route that is missing there has its reason here.
        if (problems.length > 0) throw configFailure(problems);
      });
    });
}

function routesText(routes: readonly RouteReport[], screen: Screen): string {
  const rows = routes.flatMap((route) => {
    const baseURLs = route.baseURLs.length === 0 ? [''] : route.baseURLs;
    return baseURLs.map((baseURL) => [baseURL, providerCell(route), statusCell(route)]);
  });
  return screen.table(['base URL', 'provider', 'status'], rows);
}

const statusStyles = {
  loaded: 'green',
  'not-installed': 'yellow',
  'left-out': 'dim',
  failed: 'red',
} as const;

/** A route's provider, with the name that tells it from another of the same provider. */
export function providerCell({ provider, name }: RouteReport): Cell {
  return name === undefined ? provider : `${provider} (${name})`;
}

/** What became of a route. */
export function statusCell({ status }: RouteReport): Cell {
  return { text: status.replace('-', ' '), style: statusStyles[status] };
}

/** A route as JSON: everything that is known of it and can be written down. */
export function routeJSON(route: RouteReport): Record<string, unknown> {
  const { provider, name, status, install, baseURLs, secrets, file, path } = route;
  return { provider, name, package: route.package, status, install, baseURLs, secrets, file, path };
}
