import { Command, CommanderError } from 'commander';
import { addCheck } from './commands/check.js';
import { addCurl } from './commands/curl.js';
import { addEmulate } from './commands/emulate.js';
import { addExplain } from './commands/explain.js';
import { addInit } from './commands/init.js';
import { addRoutes } from './commands/routes.js';
import { addSchema } from './commands/schema.js';
import { commandLine, isClosedPipe, stackLines, toFailure, usageFailure } from './failure.js';
import { interruptedExitCode } from './interruption.js';
import { type CommandIO } from './io.js';
import { Screen } from './screen.js';

/** As a shell has it for a program that SIGPIPE ended; so do git and most others. */
const closedPipeExitCode = 141;

const examples = `
Examples:
  ${commandLine} init --provider taxjar       write a config
  ${commandLine} check --live                 read the config, and try every credential
  ${commandLine} curl https://api.taxjar.com/v2/categories
  ${commandLine} explain GET https://api.taxjar.com/v2/categories
  ${commandLine} emulate taxjar -o keyring.config.json`;

/**
 * Runs a command.
 *
 * @param argv - What stands behind `axios-keyring` on the command line.
 * @returns The exit code; never rejects.
 */
export async function run(argv: readonly string[], io: CommandIO): Promise<number> {
  const screen = new Screen(io);
  // Every write has its own callback; without a listener Node would end the process over the same error.
  const ignore = (): void => undefined;
  io.stdout.on('error', ignore);
  io.stderr.on('error', ignore);
  try {
    await execute(argv, screen);
  } catch (error) {
    if (!io.signal.aborted) screen.exitCode = await explainFailure(error, screen);
  } finally {
    io.stdout.removeListener('error', ignore);
    io.stderr.removeListener('error', ignore);
  }
  return io.signal.aborted ? interruptedExitCode(io.signal) : screen.exitCode;
}

async function execute(argv: readonly string[], screen: Screen): Promise<void> {
  const help: string[] = [];
  const program = new Command('axios-keyring')
    .description('Checks, explains and tries the credentials of an axios-keyring config.')
    .version(screen.io.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({
      // Commander writes and does not wait, so what it has to say is kept until it can be waited for.
      writeOut: (text) => void help.push(text),
      writeErr: (text) => void help.push(text),
      outputError: () => undefined,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      getOutHelpWidth: () => screen.room,
      getErrHelpWidth: () => screen.room,
    })
    .addHelpText('after', examples);
  // Subcommands inherit what was set so far.
  for (const add of [addCheck, addCurl, addExplain, addRoutes, addSchema, addEmulate, addInit]) {
    add(program, screen);
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (help.length === 0) throw misused(error);
    const text = help.join('').trimEnd();
    screen.exitCode = error.exitCode === 0 ? 0 : 2;
    await (error.exitCode === 0 ? screen.print(text) : screen.note(text));
  }
}

function misused({ message }: CommanderError): Error {
  const [title = '', ...details] = message.replace(/^error: /, '').split('\n');
  const next = `${commandLine} --help shows all commands, ${commandLine} COMMAND --help one.`;
  return usageFailure(title, next, details);
}

async function explainFailure(error: unknown, screen: Screen): Promise<number> {
  if (isClosedPipe(error)) return closedPipeExitCode;
  const failure = toFailure(error);
  await screen.noteFailure(failure);
  const { AXIOS_KEYRING_DEBUG: debug = '' } = screen.io.env;
  if (debug !== '') await screen.note(stackLines(failure));
  return failure.facts.exitCode ?? 1;
}
