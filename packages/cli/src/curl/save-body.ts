import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandFailure } from '../command-failure.js';
import { outputFailure } from '../output/output-failure.js';
import { createProgress } from '../output/progress.js';
import { isClosedPipe, type Screen, write } from '../output/screen.js';
import { exitCodes } from './exit-codes.js';

/** Where an answer goes. */
export interface Destination {
  /** A file; `-` for standard output even if that is a terminal and the answer is no text. */
  readonly path: string | undefined;
  /** What comes before the body. */
  readonly head: string;
}

/** Writes an answer, piece by piece as it arrives. */
export async function saveBody(body: Readable, destination: Destination, screen: Screen): Promise<void> {
  const { path, head } = destination;
  const { io } = screen;
  if (path === undefined || path === '-') {
    const guard = path === undefined && screen.isTerminal ? [refuseBinary()] : [];
    try {
      if (head !== '') await write(io.stdout, head);
      await pipeline([body, ...guard, io.stdout], { end: false, signal: io.signal });
    } catch (error) {
      throw error instanceof Error ? outputFailure(error, exitCodes.write) : error;
    }
    return;
  }
  const file = createWriteStream(resolve(io.directory, path));
  const progress = createProgress(screen);
  if (head !== '') file.write(head);
  try {
    await pipeline(body, counter(progress.say), file, { signal: io.signal });
  } catch (error) {
    // What went wrong with the file is said as such; the rest is the transfer's.
    throw file.errored === error ? writeFailure(path, error) : error;
  } finally {
    progress.end();
  }
}

/** Whether an error is about where an answer goes, and not about the answer. */
export function isWriteError(error: unknown): boolean {
  return isClosedPipe(error) || (error instanceof CommandFailure && error.exitCode === exitCodes.write);
}

// As curl: bytes that are no text would change what the terminal does with all that follows.
function refuseBinary(): Transform {
  let isFirst = true;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (isFirst && chunk.includes(0)) done(binaryFailure());
      else done(undefined, chunk);
      isFirst = false;
    },
  });
}

function binaryFailure(): CommandFailure {
  return new CommandFailure({
    title: 'The answer is not text, so it is not written to a terminal',
    next: ['Write it to a file with -o FILE, or to the terminal all the same with -o -.'],
    exitCode: exitCodes.write,
  });
}

function counter(say: (text: string) => void): Transform {
  let bytes = 0;
  let said = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes - said >= 1_000_000) {
        said = bytes;
        say(`${Math.floor(bytes / 1_000_000)} MB`);
      }
      done(undefined, chunk);
    },
  });
}

function writeFailure(path: string, cause: unknown): CommandFailure {
  const reason = cause instanceof Error ? cause.message : 'unknown error';
  return new CommandFailure({
    title: `The answer cannot be written to ${path}`,
    details: [reason],
    next: ['See whether the folder is there and may be written to.'],
    exitCode: exitCodes.write,
    cause,
  });
}
