import { CommanderError } from 'commander';
import { interruptedExitCode } from './interruption.js';
import { type CommandIO } from './io.js';
import { errorBlock, stackLines, toFailure } from './output/error-block.js';
import { createScreen, isClosedPipe, type Screen } from './output/screen.js';
import { createProgram } from './program.js';

/** Wrong usage: an unknown command or option, or one that lacks something. */
const usageExitCode = 2;

/** As a shell has it for a program that SIGPIPE ended; so do git and most others. */
const closedPipeExitCode = 141;

/**
 * Runs a command.
 *
 * @param argv - What stands behind `axios-keyring` on the command line.
 * @returns The exit code; never rejects.
 */
export async function run(argv: readonly string[], io: CommandIO): Promise<number> {
  const screen = createScreen(io);
  // Every write has its own callback; without a listener Node would end the process over the same error.
  const ignore = (): void => undefined;
  io.stdout.on('error', ignore);
  io.stderr.on('error', ignore);
  try {
    const exitCode = await execute(argv, screen);
    return io.signal.aborted ? interruptedExitCode(io.signal) : exitCode;
  } catch (error) {
    if (io.signal.aborted) return interruptedExitCode(io.signal);
    return await explainFailure(error, screen);
  } finally {
    io.stdout.removeListener('error', ignore);
    io.stderr.removeListener('error', ignore);
  }
}

async function execute(argv: readonly string[], screen: Screen): Promise<number> {
  const outcome = { exitCode: 0 };
  const { program, text } = createProgram(screen, outcome);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    outcome.exitCode = error.exitCode === 0 ? 0 : usageExitCode;
  }
  // Commander writes and does not wait, so what it has to say is kept until here.
  const { out, err } = text;
  if (out.length > 0) await screen.print(out.join('').trimEnd());
  if (err.length > 0) await screen.note(err.join('').trimEnd());
  return outcome.exitCode;
}

async function explainFailure(error: unknown, screen: Screen): Promise<number> {
  if (isClosedPipe(error)) return closedPipeExitCode;
  const failure = toFailure(error);
  await screen.note(errorBlock(failure, screen.paintError));
  const { AXIOS_KEYRING_DEBUG: debug = '' } = screen.io.env;
  if (debug !== '') await screen.note(stackLines(failure));
  return failure.exitCode;
}
