import { type Command, InvalidArgumentError } from 'commander';
import { type OpenPort, openPort } from '../emulate/open-port.js';
import { type RunningEmulator } from '../emulate/emulators.js';
import { interrupted } from '../interruption.js';
import { usageFailure } from '../failure.js';
import { type Screen } from '../screen.js';
import { printable } from '../text.js';

interface EmulateOptions {
  readonly output?: string;
  readonly port?: number;
  readonly verbose?: boolean;
}

/** `emulate`: the vendors’ APIs on loopback, and a config that points at them. */
export function addEmulate(program: Command, screen: Screen): void {
  program
    .command('emulate')
    .argument('[providers...]', 'whose APIs (default: all that are installed)')
    .description('Start emulators on this machine and print a config for them; they run until Ctrl-C.')
    .option('-o, --output <file>', 'write the config to a file')
    .option('--port <number>', 'the port of the first; the others follow (default: free ones)', parsePort)
    .option('--verbose', 'say on standard error what the emulators answer')
    .addHelpText('after', '\nThe credentials in the config are samples that open nothing.')
    .action((names: readonly string[], options: EmulateOptions) => emulate(names, options, screen));
}

const lastPort = 65_535;

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port > 0 && port <= lastPort) return port;
  throw new InvalidArgumentError('It has to be a number from 1 to 65535.');
}

async function emulate(names: readonly string[], options: EmulateOptions, screen: Screen): Promise<void> {
  // Not loaded for any other command.
  const { findEmulators } = await import('../emulate/emulators.js');
  const { logRequests } = await import('../emulate/request-log.js');
  const chosen = await findEmulators(names, process.cwd());
  const { port } = options;
  if (port !== undefined && port + chosen.length - 1 > lastPort) {
    const advice = `Give --port ${lastPort - chosen.length + 1} or less, or none: then every emulator takes a free one.`;
    throw usageFailure(`From port ${port} on there are not ${chosen.length} ports`, advice);
  }
  const emulators = await Promise.all(chosen.map(({ start }) => start()));
  const ports: OpenPort[] = [];
  let stopLog: (() => void) | undefined;
  try {
    for (const [index, { url }] of emulators.entries()) {
      if (port !== undefined) ports.push(await openPort(port + index, url));
    }
    if (options.verbose === true) {
      const named = emulators.map(({ url }, index) => [url, chosen[index]?.name ?? ''] as const);
      stopLog = logRequests(named, (line) => void screen.note(printable(line)));
    }
    await publish(emulators, ports, options, screen);
    await interrupted(screen.io.signal);
  } finally {
    stopLog?.();
    await Promise.all([...ports, ...emulators].map((server) => server.close()));
  }
}

async function publish(
  emulators: readonly RunningEmulator[],
  ports: readonly OpenPort[],
  { output }: EmulateOptions,
  screen: Screen,
): Promise<void> {
  const routes = emulators.flatMap((emulator, index) => emulator.routes(ports[index]?.url ?? emulator.url));
  await screen.printJSON({ routes }, output);
  if (screen.io.stderr.isTTY === true) {
    const { length } = emulators;
    await screen.note(`${length === 1 ? 'The emulator runs' : `${length} emulators run`} until Ctrl-C.`);
  }
}
