import { type Command, InvalidArgumentError } from 'commander';
import { addConfigOptions, type ConfigOptions } from '../config/config-options.js';
import { withKeyring } from '../config/open-report.js';
import { addRequestOptions, type RequestOptions } from '../curl/request-options.js';
import { checkMethod, readParts } from '../curl/request-parts.js';
import { requestURL } from '../curl/request-url.js';
import { runCurl, type TransferOptions } from '../curl/run-curl.js';
import { withinTimeLimit } from '../curl/time-limit.js';
import { type AddCommand } from './add-command.js';

interface CurlOptions extends ConfigOptions, RequestOptions, TransferOptions {
  readonly request?: string;
}

/** `curl`: one request with the credentials of its route. */
export const addCurl: AddCommand = (program, screen) => {
  const command = program.command('curl').argument('<url>');
  const data = addRequestOptions(addCurlOptions(command));
  addConfigOptions(command)
    .description('Send one request with the credentials of its route, and print the answer.')
    .addHelpText('after', help)
    .action(async (address: string, options: CurlOptions) => {
      const url = requestURL(address);
      const method = checkMethod(options.request ?? (data.length > 0 ? 'POST' : 'GET'));
      await withinTimeLimit(options.maxTime, url, screen, async (limited) => {
        const parts = await readParts({ data, headers: options.header ?? [] }, limited);
        const unmatched = options.allowUnmatched === true ? 'pass' : undefined;
        await withKeyring({ ...options, unmatched }, limited, (keyring, { routes }) =>
          runCurl(keyring, routes, { method, url, ...parts }, options, limited),
        );
      });
    });
};

const help = `
Options and exit codes are curl's: an answer of any status is printed and good (0) unless -f is given (22); 3 a
malformed URL, 6 a host that is not found, 7 no connection, 23 and 26 a file that cannot be written or read,
28 too late, 35 and 60 TLS, 47 too many redirects, 52 and 56 no answer or half of one. Other than with curl,
1 is trouble with the config or the credentials.`;

function addCurlOptions(command: Command): Command {
  return command
    .option('-X, --request <method>', 'the method (default: GET, with data POST)')
    .option('-i, --include', 'print the status line and the headers first')
    .option('-o, --output <file>', 'write the answer to a file')
    .option('-f, --fail', 'fail with 22 on a status of 400 or more, and print no body')
    .option('-L, --location', 'follow redirects, 50 at most')
    .option('--compressed', 'ask for a compressed answer, and print it decompressed')
    .option('--max-time <seconds>', 'give up after this time', parseSeconds)
    .option('--explain', 'say on standard error which route is taken and what is signed')
    .option('--allow-unmatched', 'send the request without credentials if no route covers it');
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && seconds > 0 && seconds <= 2_000_000) return seconds;
  throw new InvalidArgumentError('It has to be a number of seconds.');
}
