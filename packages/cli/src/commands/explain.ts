import { type Command } from 'commander';
import { addConfigOptions, type ConfigOptions, withKeyring } from '../config/report.js';
import {
  absentFailure,
  considerRoutes,
  explainInText,
  explainRequest,
  unmatchedFailure,
} from '../curl/explanation.js';
import { addRequestOptions, readRequest, type RequestOptions } from '../curl/request.js';
import { shownURL } from '../failure.js';
import { type Screen } from '../screen.js';

interface ExplainOptions extends ConfigOptions, RequestOptions {
  readonly json?: boolean;
}

/** `explain`: which route a request takes and why, and what its credentials are made of. */
export function addExplain(program: Command, screen: Screen): void {
  const command = program.command('explain').argument('<method>').argument('<url>');
  addRequestOptions(command);
  addConfigOptions(command)
    .description('Show which route a request takes and why, and what goes into its credentials.')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nNothing is sent, except for a token where one is needed. Secrets are masked.')
    .action(async (word: string, address: string, { json = false, ...options }: ExplainOptions) => {
      const request = await readRequest(word, address, options, screen.io);
      const { method, url } = request;
      await withKeyring(options, screen, async (keyring, { routes }) => {
        if (json) {
          const considered = considerRoutes(keyring, routes, url);
          const isCovered = considered.some(({ isTaken }) => isTaken);
          const explanation = isCovered ? await explainRequest(keyring, request, screen) : null;
          await screen.printJSON({ method, url: shownURL(url), considered, explanation });
        } else {
          await screen.print(`${screen.section('Request', `${method} ${shownURL(url)}`)}\n`);
          await explainInText(keyring, routes, request, screen, (text) => screen.print(text));
        }
        const absent = absentFailure(keyring, routes, url);
        if (absent) throw absent;
        const advice = 'Add a route to the config, or give one the base URL of this one.';
        if (!keyring.match(url)) throw unmatchedFailure(keyring, url, advice);
      });
    });
}
