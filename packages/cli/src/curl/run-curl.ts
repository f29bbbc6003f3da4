import { type Keyring, type RouteReport } from 'axios-keyring';
import { CommandFailure } from '../command-failure.js';
import { absentFailure } from '../config/absent-route.js';
import { considerRoutes } from '../config/consider-routes.js';
import { consideredText, explanationText } from '../output/explanation-text.js';
import { printable } from '../output/printable.js';
import { createScreen, type Screen } from '../output/screen.js';
import { exitCodes } from './exit-codes.js';
import { type ExplainedRequest, explainRequest, unmatchedFailure } from './explain-request.js';
import { shownURL } from './request-url.js';
import { responseHead } from './response-head.js';
import { isWriteError, saveBody } from './save-body.js';
import { type Answer, send } from './send.js';
import { transferFailure } from './transfer-failure.js';

/** What `curl` takes beside a request and a config. */
export interface TransferOptions {
  readonly include?: boolean;
  readonly head?: boolean;
  readonly output?: string;
  readonly fail?: boolean;
  readonly location?: boolean;
  readonly compressed?: boolean;
  readonly maxTime?: number;
  readonly explain?: boolean;
  readonly allowUnmatched?: boolean;
}

/** Sends a request with the credentials of its route, and prints the answer. */
export async function runCurl(
  keyring: Keyring,
  routes: readonly RouteReport[],
  request: ExplainedRequest,
  options: TransferOptions,
  screen: Screen,
): Promise<void> {
  const { url } = request;
  const isCovered = keyring.match(url) !== undefined;
  const absent = isCovered ? undefined : absentFailure(routes, url);
  if (absent) throw absent;
  if (!isCovered && options.allowUnmatched !== true) {
    throw unmatchedFailure(keyring, url, ['Add a route, or send it without credentials: --allow-unmatched.']);
  }
  if (options.explain === true) await explain(keyring, routes, request, screen);
  try {
    const answer = await send({
      ...request,
      keyring,
      followRedirects: options.location ?? false,
      isCompressed: options.compressed ?? false,
      signal: screen.io.signal,
      userAgent: `axios-keyring/${screen.io.version}`,
    });
    await printAnswer(answer, url, options, screen);
  } catch (error) {
    throw isWriteError(error) ? error : transferFailure(error, url);
  }
}

/** To standard error, so that the answer stays what is on standard output. */
async function explain(
  keyring: Keyring,
  routes: readonly RouteReport[],
  request: ExplainedRequest,
  screen: Screen,
): Promise<void> {
  const onError = createScreen({ ...screen.io, stdout: screen.io.stderr });
  await screen.note(consideredText(considerRoutes(keyring, routes, request.url), onError));
  if (keyring.match(request.url) === undefined) return;
  const explanation = await explainRequest(keyring, request, screen);
  await screen.note(`\n${explanationText(explanation, onError)}\n`);
}

async function printAnswer(
  { response, body, hint }: Answer,
  url: URL,
  { fail = false, head = false, include = head, output }: TransferOptions,
  screen: Screen,
): Promise<void> {
  const { status } = response;
  if (fail && status >= 400) {
    body.destroy();
    throw new CommandFailure({
      title: `${shownURL(url)} answered ${status}`,
      details: hint === undefined ? [] : [hint],
      exitCode: exitCodes.httpError,
    });
  }
  const destination = { path: output, head: include ? responseHead(response) : '' };
  await saveBody(body, destination, screen);
  if (hint !== undefined) await screen.note(`${screen.paintError('yellow', 'hint:')} ${printable(hint)}`);
}
