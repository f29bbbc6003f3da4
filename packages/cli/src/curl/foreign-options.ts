import { type Command, Option } from 'commander';
import { usageFailure } from '../failure.js';

/** Options of curl that are not taken here, and what does the same: https://curl.se/docs/manpage.html */
const foreignOptions = {
  '-v, --verbose':
    'It would print credentials. --explain says what is added, masked, and -i prints the headers of the answer.',
  '-k, --insecure': 'Certificates are always checked. One of your own goes into NODE_EXTRA_CA_CERTS.',
  '-u, --user <text>': 'Credentials come from the route: set the options of its provider in the config.',
  '--cacert <file>': 'Name the certificates in NODE_EXTRA_CA_CERTS.',
  '-E, --cert <certificate>': 'Certificates of clients are not sent.',
  '-w, --write-out <format>': '-i prints the status and the headers of the answer.',
  '--fail-with-body': 'Write -i, which prints the status; -f fails without the body.',
  '--retry <times>': 'Run it again: one request is sent.',
  '--connect-timeout <seconds>': 'Write --max-time SECONDS, which counts the connection too.',
  '--url <url>': 'Write the URL by itself.',
  '-x, --proxy <url>': 'Name the proxy in HTTPS_PROXY.',
  '-A, --user-agent <name>': "Write -H 'User-Agent: NAME'.",
  '-e, --referer <url>': "Write -H 'Referer: URL'.",
  '-b, --cookie <data>': "Write -H 'Cookie: NAME=VALUE'.",
  '-O, --remote-name': 'Write -o FILE.',
  '-T, --upload-file <file>': 'Write -X PUT --data-binary @FILE.',
  '-F, --form <data>': "Write the form to a file, and send it with --data-binary @FILE -H 'Content-Type: …'.",
};

/** Adds the options that people know from curl and that are refused, so that each says what to write in its place. */
export function addForeignOptions(command: Command): void {
  for (const [flags, remedy] of Object.entries(foreignOptions)) {
    const option = new Option(flags).hideHelp();
    command.addOption(option).on(`option:${option.name()}`, () => {
      const names = flags.replace(/ <.*/, '').replace(', ', ' or ');
      throw usageFailure(`curl takes ${names}, and this does not`, remedy);
    });
  }
}
