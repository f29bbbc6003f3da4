import { type Keyring, type RouteReport } from 'axios-keyring';
import { absentFailure } from '../config/absent-route.js';
import { addConfigOptions, type ConfigOptions } from '../config/config-options.js';
import { considerRoutes } from '../config/consider-routes.js';
import { withKeyring } from '../config/open-report.js';
import { type ExplainedRequest, explainRequest, unmatchedFailure } from '../curl/explain-request.js';
import { addRequestOptions, type RequestOptions } from '../curl/request-options.js';
import { checkMethod, readParts } from '../curl/request-parts.js';
import { requestURL, shownURL } from '../curl/request-url.js';
import { consideredText, explanationText } from '../output/explanation-text.js';
import { type Screen } from '../output/screen.js';
import { type AddCommand } from './add-command.js';

interface ExplainOptions extends ConfigOptions, RequestOptions {
  readonly json?: boolean;
}

/** `explain`: which route a request takes and why, and what its credentials are made of. */
export const addExplain: AddCommand = (program, screen) => {
  const command = program.command('explain').argument('<method>').argument('<url>');
  const data = addRequestOptions(command);
  addConfigOptions(command)
    .description('Show which route a request takes and why, and what goes into its credentials.')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nNothing is sent, except for a token where one is needed. Secrets are masked.')
    .action(async (method: string, url: string, options: ExplainOptions) => {
      const request = {
        method: checkMethod(method),
        url: requestURL(url),
        ...(await readParts({ data, headers: options.header ?? [] }, screen)),
      };
      await withKeyring(options, screen, (keyring, { routes }) =>
        explain(keyring, routes, request, options, screen),
      );
    });
};

async function explain(
  keyring: Keyring,
  routes: readonly RouteReport[],
  request: ExplainedRequest,
  { json = false }: ExplainOptions,
  screen: Screen,
): Promise<void> {
  const { method, url } = request;
  const considered = considerRoutes(keyring, routes, url);
  const isCovered = keyring.match(url) !== undefined;
  if (!json) {
    const line = `${screen.paint('bold', 'Request')}\n${method} ${shownURL(url)}`;
    await screen.print(`${line}\n\n${consideredText(considered, screen)}`);
  }
  const explanation = isCovered ? await explainRequest(keyring, request, screen) : undefined;
  if (json) {
    await screen.printJSON({ method, url: shownURL(url), considered, explanation: explanation ?? null });
  } else if (explanation) {
    await screen.print(`\n${explanationText(explanation, screen)}`);
  }
  if (!isCovered) {
    const advice = ['Add a route to the config, or give one the base URL of this one.'];
    throw absentFailure(routes, url) ?? unmatchedFailure(keyring, url, advice);
  }
}
