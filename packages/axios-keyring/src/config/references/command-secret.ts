import { KeyringError, property, type SecretReader } from '@axios-keyring/core';
import { withoutTrailing } from '@axios-keyring/core/engine';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { looksHarmless } from '../plain.js';

/** A secret that a program prints, as a reader of secrets. */
export interface CommandSecret extends SecretReader {
  /** @throws KeyringError `ERR_KEYRING_CREDENTIAL` if the program fails; never with what it printed. */
  readonly read: () => Promise<string>;
  /** Has the next `read` run the program, unless it ran a moment ago. */
  readonly refresh: () => void;
}

/** What can be set otherwise in tests; all in milliseconds. */
export interface CommandSecretSettings {
  readonly timeout?: number;
  readonly now?: () => number;
}

const keptFor = 300_000;
const shortestPause = 30_000;

// One run for all who name the same command, also in several keyrings: they have the same secret.
const shared = new Map<string, CommandSecret>();

/** The {@link commandSecret} of this process for a command in a folder. */
export function sharedCommandSecret(command: readonly string[], directory: string): CommandSecret {
  const key = JSON.stringify([directory, ...command]);
  const reader = shared.get(key) ?? commandSecret(command, directory);
  shared.set(key, reader);
  return reader;
}

/**
 * A secret that a program prints, without a shell. It is kept for five minutes; one run serves all who wait. Where a
 * later run fails, what the last one printed is used on.
 *
 * @param directory - Where the program runs.
 */
export function commandSecret(
  command: readonly string[],
  directory: string,
  { timeout = 10_000, now = () => Date.now() }: CommandSecretSettings = {},
): CommandSecret {
  let text: string | undefined;
  let startedAt = -Infinity;
  let isWanted = true;
  let running: Promise<string> | undefined;
  const start = async (): Promise<string> => {
    startedAt = now();
    isWanted = false;
    try {
      text = await run(command, directory, timeout);
    } catch (error) {
      if (text === undefined) throw error;
    }
    return text;
  };
  return {
    read: () => {
      if (running) return running;
      const age = now() - startedAt;
      const isDue = age >= keptFor || age < 0 || (isWanted && age >= shortestPause);
      if (text !== undefined && !isDue) return Promise.resolve(text);
      running = start().finally(() => (running = undefined));
      return running;
    },
    refresh: () => {
      isWanted = true;
    },
  };
}

async function run(
  [program = '', ...values]: readonly string[],
  cwd: string,
  timeout: number,
): Promise<string> {
  const settings = { cwd, timeout, maxBuffer: 64 * 1024, killSignal: 'SIGKILL', windowsHide: true } as const;
  let problem = 'printed nothing';
  try {
    const running = promisify(execFile)(program, values, settings);
    // A program that asks for something gets no answer, rather than waiting for one.
    running.child.stdin?.on('error', () => undefined).end();
    const text = withoutTrailing((await running).stdout, '\r\n');
    if (text !== '') return text;
  } catch (error) {
    problem = problemOf(error, timeout);
  }
  // Without the error as its cause: that one has the arguments, and what the program said.
  const name = looksHarmless(program) ? ` ${program}` : '';
  const message = `The command${name} ${problem}. Run it by hand to see why.`;
  throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', message });
}

function problemOf(error: unknown, timeout: number): string {
  const code = property(error, 'code');
  const signal = property(error, 'signal');
  if (code === 'ENOENT') return 'was not found';
  // For example a NUL in an argument.
  if (code === 'ERR_INVALID_ARG_VALUE') return 'cannot be run with these arguments';
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'printed more than 64 kB';
  if (property(error, 'killed') === true) return `did not end within ${timeout} ms and was ended`;
  if (typeof code === 'number') return `ended with exit code ${code}`;
  if (typeof signal === 'string') return `was ended by ${signal}`;
  return typeof code === 'string' ? `could not be run (${code})` : 'could not be run';
}
