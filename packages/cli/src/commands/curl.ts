import { type Command, InvalidArgumentError } from 'commander';
import { addConfigOptions, type ConfigOptions, withKeyring } from '../config/report.js';
import { exitCodes } from '../curl/exit-codes.js';
import { absentFailure, explainInText, unmatchedFailure } from '../curl/explanation.js';
import { addForeignOptions } from '../curl/foreign-options.js';
import { addRequestOptions, type CurlRequest, readRequest, type RequestOptions } from '../curl/request.js';
import { transfer, type TransferOptions } from '../curl/transfer.js';
import { CommandFailure, isClosedPipe, shownURL, toFailure, usageFailure } from '../failure.js';
import { Screen } from '../screen.js';

interface CurlOptions extends ConfigOptions, RequestOptions, TransferOptions {
  readonly request?: string;
  readonly silent?: boolean;
  readonly showError?: boolean;
  readonly maxTime?: number;
  readonly explain?: boolean;
  readonly allowUnmatched?: boolean;
}

const help = `
Options and exit codes are curl's: an answer of any status is printed and good
(0) unless -f is given (22); 3 a malformed URL, 6 a host that is not found, 7 no
connection, 23 and 26 a file that cannot be written or read, 28 too late, 35 and
60 TLS, 47 too many redirects, 52 and 56 no answer or half of one. Other than
with curl, 1 is trouble with the config or the credentials.`;

/** `curl`: one request with the credentials of its route. */
export function addCurl(program: Command, screen: Screen): void {
  const command = program
    .command('curl')
    .argument('<url>')
    .option('-X, --request <method>', 'the method (default: GET, with data POST)')
    .option('-G, --get', 'put the data into the URL, for a GET')
    .option('-I, --head', 'ask for the headers alone (HEAD), and print them')
    .option('-i, --include', 'print the status line and the headers first')
    .option('-o, --output <file>', 'write the answer to a file')
    .option('-f, --fail', 'fail with 22 on a status of 400 or more, and print no body')
    .option('-L, --location', 'follow redirects, 50 at most')
    .option('-s, --silent', 'say nothing on standard error; with -S only what went wrong')
    .option('-S, --show-error', 'say what went wrong in spite of -s')
    .option('--compressed', 'ask for a compressed answer, and print it decompressed')
    .option('-m, --max-time <seconds>', 'give up after this time', parseSeconds)
    .option('--explain', 'say on standard error which route is taken and what is signed')
    .option('--allow-unmatched', 'send the request without credentials if no route covers it');
  addRequestOptions(command, true);
  addForeignOptions(command);
  addConfigOptions(command)
    .description('Send one request with the credentials of its route, and print the answer.')
    .addHelpText('after', help)
    .action(async (address: string, options: CurlOptions) => {
      const { silent = false, showError = false } = options;
      try {
        await curl(address, options, screen);
      } catch (error) {
        if (!silent || showError || isClosedPipe(error)) throw error;
        screen.exitCode = toFailure(error).facts.exitCode ?? 1;
      }
    });
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && seconds > 0 && seconds <= 2_000_000) return seconds;
  throw new InvalidArgumentError('It has to be a number of seconds.');
}

async function curl(address: string, options: CurlOptions, { io }: Screen): Promise<void> {
  const { pieces, get = false, head = false, silent = false, showError = false, maxTime } = options;
  const hasBody = pieces.length > 0 && !get;
  if (head && hasBody) {
    const next = 'Leave one of them out, or put the data into the URL with -G.';
    throw usageFailure('-I asks for the headers alone, and data makes a body', next);
  }
  const method = options.request ?? (head ? 'HEAD' : hasBody ? 'POST' : 'GET');
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  // From reading its data to writing its answer, all that belongs to a request is to be done in time.
  const timer = maxTime === undefined ? undefined : setTimeout(abort, maxTime * 1000);
  io.signal.addEventListener('abort', abort);
  // As curl: -s says nothing on standard error, with -S only what went wrong.
  const talk = { notes: !silent || showError, progress: !silent };
  const screen = new Screen({ ...io, signal: controller.signal }, talk);
  try {
    const request = await readRequest(method, address, options, screen.io);
    await curlWithConfig(request, options, screen);
  } catch (error) {
    // That the time is over says more than what came of it, unless that is about where the answer goes.
    const isLate = controller.signal.aborted && !io.signal.aborted && !isWriteError(error);
    if (!isLate) throw error;
    throw new CommandFailure(`${shownURL(new URL(address))} took longer than ${maxTime ?? 0} seconds`, {
      next: 'Give --max-time more seconds.',
      exitCode: exitCodes.timeout,
    });
  } finally {
    clearTimeout(timer);
    io.signal.removeEventListener('abort', abort);
  }
}

function isWriteError(error: unknown): boolean {
  const exitCode = error instanceof CommandFailure ? error.facts.exitCode : undefined;
  return isClosedPipe(error) || exitCode === exitCodes.write;
}

async function curlWithConfig(request: CurlRequest, options: CurlOptions, screen: Screen): Promise<void> {
  const { url } = request;
  const { explain = false, allowUnmatched = false } = options;
  const unmatched = allowUnmatched ? 'pass' : undefined;
  await withKeyring({ ...options, unmatched }, screen, async (keyring, { routes }) => {
    const absent = absentFailure(keyring, routes, url);
    if (absent) throw absent;
    const advice = 'Add a route, or send it without credentials: --allow-unmatched.';
    if (!allowUnmatched && !keyring.match(url)) throw unmatchedFailure(keyring, url, advice);
    if (explain) {
      // To standard error, so that the answer stays what is on standard output.
      const onError = new Screen({ ...screen.io, stdout: screen.io.stderr });
      await explainInText(keyring, routes, request, onError, (text) => screen.note(text));
      await screen.note('');
    }
    await transfer(keyring, request, options, screen);
  });
}
