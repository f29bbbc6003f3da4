import { type Command } from 'commander';
import { absentFailure, considerRoutes, shownURL, unmatchedFailure } from '../config/coverage.js';
import { addConfigOptions, type ConfigOptions, withKeyring } from '../config/report.js';
import { consideredText, explainRequest, explanationText } from '../curl/explanation.js';
import {
  addRequestOptions,
  checkMethod,
  readRequest,
  type RequestData,
  requestURL,
} from '../curl/request.js';
import { type Screen } from '../screen.js';

interface ExplainOptions extends ConfigOptions, Pick<RequestData, 'header'> {
  readonly json?: boolean;
}

/** `explain`: which route a request takes and why, and what its credentials are made of. */
export function addExplain(program: Command, screen: Screen): void {
  const command = program.command('explain').argument('<method>').argument('<url>');
  const pieces = addRequestOptions(command);
  addConfigOptions(command)
    .description('Show which route a request takes and why, and what goes into its credentials.')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nNothing is sent, except for a token where one is needed. Secrets are masked.')
    .action(async (word: string, address: string, options: ExplainOptions) => {
      const { json = false, header = [] } = options;
      const method = checkMethod(word);
      const url = requestURL(address);
      const request = { method, url, ...(await readRequest({ header, pieces }, screen.io)) };
      await withKeyring(options, screen, async (keyring, { routes }) => {
        const considered = considerRoutes(keyring, routes, url);
        const isCovered = keyring.match(url) !== undefined;
        if (!json) {
          const title = screen.paint('bold', 'Request');
          const routesText = consideredText(considered, screen);
          await screen.print(`${title}\n${method} ${shownURL(url)}\n\n${routesText}`);
        }
        const explanation = isCovered ? await explainRequest(keyring, request, screen) : null;
        if (json) await screen.printJSON({ method, url: shownURL(url), considered, explanation });
        else if (explanation) await screen.print(`\n${explanationText(explanation, screen)}`);
        if (explanation) return;
        const advice = 'Add a route to the config, or give one the base URL of this one.';
        throw absentFailure(routes, url) ?? unmatchedFailure(keyring, url, advice);
      });
    });
}
