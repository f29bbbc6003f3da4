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
  readonly kind: DataKind;
}

/** What becomes of data, named as curl's options are. */
export type DataKind = 'data' | 'data-binary' | 'data-urlencode' | 'json';

/** The body that the data makes: pieces are joined by `&`, those of JSON by nothing, as curl does. */
export async function readData(data: readonly DataArgument[], io: CommandIO): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (const argument of data) {
    if (pieces.length > 0 && argument.kind !== 'json') pieces.push(Buffer.from('&'));
    pieces.push(await readPiece(argument, io));
  }
  return Buffer.concat(pieces);
}

async function readPiece({ text, kind }: DataArgument, io: CommandIO): Promise<Buffer> {
  if (kind === 'data-urlencode') return encodePiece(text, io);
  if (!text.startsWith('@')) return Buffer.from(text);
  const bytes = await readFrom(text.slice(1), io);
  // curl takes carriage returns, line feeds and NULs out of files that are not said to be binary.
  return kind === 'data' ? Buffer.from(bytes.filter((byte) => ![0, 10, 13].includes(byte))) : bytes;
}

// `content`, `=content`, `name=content`, `@file` or `name@file`: https://curl.se/docs/manpage.html#--data-urlencode
async function encodePiece(text: string, io: CommandIO): Promise<Buffer> {
  const mark = text.includes('=') ? '=' : '@';
  const end = text.indexOf(mark);
  const name = end > 0 ? `${text.slice(0, end)}=` : '';
  const rest = text.slice(end + 1);
  const content = mark === '@' && end !== -1 ? await readFrom(rest, io) : Buffer.from(rest);
  const encoded = content.toString('latin1').replaceAll(/[^\w.~-]/g, percentEncode);
  return Buffer.from(name + encoded);
}

function percentEncode(byte: string): string {
  return byte === ' ' ? '+' : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

async function readFrom(path: string, io: CommandIO): Promise<Buffer> {
  return path === '-' ? readInput(io.stdin) : readPath(path, io);
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
