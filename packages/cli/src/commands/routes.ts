import { type KeyringReport } from 'axios-keyring';
import { addConfigOptions, type ConfigOptions } from '../config/config-options.js';
import { configFailure, withReport } from '../config/open-report.js';
import { providerCell, routeJSON, statusCell } from '../config/route-cells.js';
import { type Screen } from '../output/screen.js';
import { type AddCommand } from './add-command.js';

interface RoutesOptions extends ConfigOptions {
  readonly json?: boolean;
}

/** `routes`: which base URL takes which provider’s credentials. */
export const addRoutes: AddCommand = (program, screen) => {
  addConfigOptions(program.command('routes'))
    .description('Show which base URL takes which provider’s credentials.')
    .option('--json', 'print one JSON document')
    .action(async (options: RoutesOptions) => {
      await withReport(options, screen, (report) => showRoutes(report, options, screen));
    });
};

async function showRoutes(
  { routes, problems }: KeyringReport,
  { json = false }: RoutesOptions,
  { print, printJSON, table }: Screen,
): Promise<void> {
  if (json) {
    await printJSON(routes.map(routeJSON));
  } else if (routes.length > 0) {
    const rows = routes.flatMap((route) => {
      const baseURLs = route.baseURLs.length === 0 ? [''] : route.baseURLs;
      return baseURLs.map((baseURL) => [baseURL, providerCell(route), statusCell(route)]);
    });
    await print(table(['base URL', 'provider', 'status'], rows));
  }
  // What could be read is shown all the same; a route that is missing there has its reason here.
  if (problems.length > 0) throw configFailure(problems);
}
