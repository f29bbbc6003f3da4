import { constants, openSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { CommandFailure } from '../command-failure.js';
import { type CommandIO, type InputStream } from '../io.js';
import { exitCodes } from './exit-codes.js';

/** Data of the command line, in the order in which it was given. */
export interface DataArgument {
  /** A text, `@file`, or `@-` for standard input. */
  readonly text: string;
  /** Whether line breaks of a file are kept, as `--data-binary` does. */
  readonly isBinary: boolean;
}

/** The body that the data makes: pieces are joined by `&`, as curl does. */
export async function readData(data: readonly DataArgument[], io: CommandIO): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (const argument of data) {
    if (pieces.length > 0) pieces.push(Buffer.from('&'));
    pieces.push(await readPiece(argument, io));
  }
  return Buffer.concat(pieces);
}

async function readPiece({ text, isBinary }: DataArgument, io: CommandIO): Promise<Buffer> {
  if (!text.startsWith('@')) return Buffer.from(text);
  const bytes = text === '@-' ? await readInput(io.stdin) : await readPath(text.slice(1), io);
  // curl takes carriage returns, line feeds and NULs out of files that are not said to be binary.
  return isBinary ? bytes : Buffer.from(bytes.filter((byte) => byte !== 0 && byte !== 10 && byte !== 13));
}

async function readInput(stdin: InputStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

// A named pipe to which nobody writes yet would keep the thread that opens it, and the process could not end.
function openPipe(path: string): InputStream {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

async function readPath(path: string, { directory }: CommandIO): Promise<Buffer> {
  const file = resolve(directory, path);
  try {
    return (await stat(file)).isFIFO() ? await readInput(openPipe(file)) : await readFile(file);
  } catch (cause) {
    throw new CommandFailure({
      title: `The file ${path} for the request’s body cannot be read`,
      next: ['See whether it is there. Data that begins with @ names a file; --data-binary takes @- too.'],
      exitCode: exitCodes.read,
      cause,
    });
  }
}
