import { property } from '@axios-keyring/core';
import { didYouMean } from '@axios-keyring/core/engine';
import { type Command, InvalidArgumentError } from 'commander';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import { importInstalled, ownProviders } from '../config/installed-providers.js';
import { CommandFailure, usageFailure } from '../failure.js';
import { interrupted } from '../interruption.js';
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
  const { output, port, verbose = false } = options;
  const { directory, stderr, signal } = screen.io;
  const found = await findEmulators(names, directory);
  const { size } = found;
  if (port !== undefined && port + size - 1 > lastPort) {
    const advice = `Give --port ${lastPort - size + 1} or less, or none: then every emulator takes a free one.`;
    throw usageFailure(`From port ${port} on there are not ${size} ports`, advice);
  }
  const running = new Map<string, RunningEmulator>();
  let stopLog: (() => void) | undefined;
  try {
    for (const [name, start] of found) {
      running.set(name, await startAt(port === undefined ? undefined : port + running.size, start));
    }
    if (verbose) stopLog = logRequests(running, screen);
    // The credentials are samples that open nothing, and so they stand in the config as they are.
    await screen.printJSON(
      { routes: [...running.values()].flatMap((emulator) => emulator.routes()) },
      output,
    );
    if (stderr.isTTY === true) {
      await screen.note(`${size === 1 ? 'The emulator runs' : `${size} emulators run`} until Ctrl-C.`);
    }
    await interrupted(signal);
  } finally {
    stopLog?.();
    await Promise.all([...running.values()].map((emulator) => emulator.close()));
  }
}

/** As `@axios-keyring/NAME/emulator` exports it. */
type StartEmulator = (options: { readonly port: number | undefined }) => Promise<RunningEmulator>;

interface RunningEmulator {
  readonly url: string;
  routes(): readonly object[];
  close(): Promise<void>;
}

async function startAt(port: number | undefined, start: StartEmulator): Promise<RunningEmulator> {
  try {
    return await start({ port });
  } catch (cause) {
    if (port === undefined || property(cause, 'syscall') !== 'listen') throw cause;
    const reason =
      property(cause, 'code') === 'EADDRINUSE' ? 'Another program listens there.' : String(cause);
    throw new CommandFailure(`Port ${port} of 127.0.0.1 cannot be used`, {
      details: [reason],
      next: 'Give another --port, or none: then every emulator takes a free one.',
      cause,
    });
  }
}

// By the names of their providers, of which none stands for all that are installed.
async function findEmulators(
  names: readonly string[],
  directory: string,
): Promise<ReadonlyMap<string, StartEmulator>> {
  const unknown = names.find((name) => !ownProviders.includes(name));
  if (unknown !== undefined) {
    const title = `There is no emulator "${unknown}".${didYouMean(unknown, ownProviders)}`;
    throw usageFailure(title, `There are ${ownProviders.join(', ')}.`);
  }
  const found = new Map<string, StartEmulator>();
  let problem: CommandFailure | undefined;
  for (const name of names.length === 0 ? ownProviders : names) {
    try {
      const start = property(
        await importInstalled(`@axios-keyring/${name}/emulator`, directory),
        'startEmulator',
      );
      if (!isStart(start)) throw new Error('It is of another version.');
      found.set(name, start);
    } catch (cause) {
      const [detail = ''] = cause instanceof Error ? cause.message.split('\n') : [];
      const next = `Run: npm install --save-dev @axios-keyring/${name} @axios-keyring/testing`;
      const title = `The emulator of ${name} is not installed here`;
      problem ??= new CommandFailure(title, { details: [detail], next, cause });
    }
  }
  if (problem && (names.length > 0 || found.size === 0)) throw problem;
  return found;
}

function isStart(value: unknown): value is StartEmulator {
  return typeof value === 'function';
}

// Every answer of the emulators, as a line: who, what, which status, and why an emulator refused it.
function logRequests(running: ReadonlyMap<string, RunningEmulator>, screen: Screen): () => void {
  const names = new Map([...running].map(([name, { url }]) => [Number(new URL(url).port), name]));
  const onAnswer = (message: unknown): void => {
    const request = property(message, 'request');
    const response = property(message, 'response');
    if (!(request instanceof IncomingMessage && response instanceof ServerResponse)) return;
    const name = names.get(request.socket.localPort ?? 0);
    if (name === undefined) return;
    const refusal = response.getHeader('x-emulator-refusal');
    const reason = typeof refusal === 'string' ? ` ${refusal}` : '';
    // Without the query, which may hold a key.
    const [path = ''] = (request.url ?? '').split('?');
    const line = `${name} ${request.method ?? ''} ${path} ${response.statusCode}${reason}`;
    void screen.note(printable(line));
  };
  // Published by Node itself for every server of the process.
  subscribe('http.server.response.finish', onAnswer);
  return () => {
    unsubscribe('http.server.response.finish', onAnswer);
  };
}
