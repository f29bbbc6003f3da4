import { type Command, InvalidArgumentError } from 'commander';
import { CommandFailure } from '../command-failure.js';
import { addConfigOptions, type ConfigOptions } from '../config/config-options.js';
import { withKeyring } from '../config/open-report.js';
import { addForeignOptions } from '../curl/foreign-options.js';
import { addRequestOptions, type RequestOptions } from '../curl/request-options.js';
import { checkMethod, readParts } from '../curl/request-parts.js';
import { requestURL } from '../curl/request-url.js';
import { runCurl, type TransferOptions } from '../curl/run-curl.js';
import { withinTimeLimit } from '../curl/time-limit.js';
import { toFailure } from '../output/error-block.js';
import { isClosedPipe, type Screen } from '../output/screen.js';
import { type AddCommand } from './add-command.js';

interface CurlOptions extends ConfigOptions, RequestOptions, TransferOptions {
  readonly request?: string;
  readonly get?: boolean;
  readonly silent?: boolean;
  readonly showError?: boolean;
}

/** `curl`: one request with the credentials of its route. */
export const addCurl: AddCommand = (program, screen, outcome) => {
  const command = program.command('curl').argument('<url>');
  const data = addRequestOptions(addCurlOptions(command), true);
  addConfigOptions(addForeignOptions(command))
    .description('Send one request with the credentials of its route, and print the answer.')
    .addHelpText('after', help)
    .action(async (address: string, options: CurlOptions) => {
      const { get = false, head = false, maxTime } = options;
      const hasBody = data.length > 0 && !get;
      if (head && hasBody) throw twoMethods();
      const url = requestURL(address);
      const method = checkMethod(options.request ?? (head ? 'HEAD' : hasBody ? 'POST' : 'GET'));
      const transfer = async (limited: Screen): Promise<void> => {
        const { body, headers } = await readParts(
          { data, headers: options.header ?? [], isQuery: get },
          limited,
        );
        if (get && body) url.search = [url.search.slice(1), body.toString()].filter(Boolean).join('&');
        const request = { method, url, headers, body: get ? undefined : body };
        const unmatched = options.allowUnmatched === true ? 'pass' : undefined;
        await withKeyring({ ...options, unmatched }, limited, (keyring, { routes }) =>
          runCurl(keyring, routes, request, options, limited),
        );
      };
      try {
        await withinTimeLimit(maxTime, url, shownTo(options, screen), transfer);
      } catch (error) {
        if (options.silent !== true || options.showError === true || isClosedPipe(error)) throw error;
        outcome.exitCode = toFailure(error).exitCode;
      }
    });
};

// As curl: -s says nothing on standard error, with -S only what went wrong.
function shownTo({ silent = false, showError = false }: CurlOptions, screen: Screen): Screen {
  if (!silent) return screen;
  const note = showError ? screen.note : () => Promise.resolve();
  return { ...screen, note, showsProgress: false };
}

function twoMethods(): CommandFailure {
  return new CommandFailure({
    title: '-I asks for the headers alone, and data makes a body',
    next: ['Leave one of them out, or put the data into the URL with -G.'],
    exitCode: 2,
  });
}

const help = `
Options and exit codes are curl's: an answer of any status is printed and good
(0) unless -f is given (22); 3 a malformed URL, 6 a host that is not found, 7 no
connection, 23 and 26 a file that cannot be written or read, 28 too late, 35 and
60 TLS, 47 too many redirects, 52 and 56 no answer or half of one. Other than
with curl, 1 is trouble with the config or the credentials.`;

function addCurlOptions(command: Command): Command {
  return command
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
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && seconds > 0 && seconds <= 2_000_000) return seconds;
  throw new InvalidArgumentError('It has to be a number of seconds.');
}
