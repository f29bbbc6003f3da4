import { type Command, Option } from 'commander';
import { constants, openSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CommandFailure, usageFailure } from '../failure.js';
import { orInterrupted } from '../interruption.js';
import { type CommandIO } from '../io.js';
import { exitCodes } from './exit-codes.js';

/** All values of each header, in their order; none for one that is left out. */
export type HeaderValues = Readonly<Record<string, readonly string[]>>;

/** A request as it was asked for. */
export interface CurlRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: HeaderValues;
  readonly body: Buffer | undefined;
}

/** What a command line says of a request’s headers and its data. */
export interface RequestOptions {
  readonly header?: readonly string[];
  /** In the order in which it was given, across all options. */
  readonly pieces: readonly DataPiece[];
  /** Whether the data goes into the URL. */
  readonly get?: boolean;
}

interface DataPiece {
  /** A text, `@file`, or `@-` for standard input. */
  readonly text: string;
  /** The option without its dashes: what becomes of the text. */
  readonly option: string;
}

const dataOptions = {
  '-d, --data <data>': 'a body: text, @file, or @- for standard input; may be repeated',
  '--data-binary <data>': 'the same, with the line breaks of a file',
  '--data-urlencode <data>': 'the same, encoded: content, name=content, name@file',
};
const jsonOption = { '--json <data>': 'as --data-binary, with the types of JSON' };

/**
 * Adds the data and the headers of a request.
 *
 * @param takesJSON - Whether `--json` is data too, as with curl.
 */
export function addRequestOptions(command: Command, takesJSON = false): void {
  const pieces: DataPiece[] = [];
  for (const [flags, help] of Object.entries(takesJSON ? { ...dataOptions, ...jsonOption } : dataOptions)) {
    const option = new Option(flags, help);
    command.addOption(option.argParser((text: string) => pieces.push({ text, option: option.name() })));
  }
  command
    .option('-H, --header <header>', 'a header; may be repeated', collect)
    .setOptionValue('pieces', pieces);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/**
 * Reads a request: its data, wherever that comes from, and what curl adds for it.
 *
 * @throws CommandFailure for what cannot be requested. No user, password or value of a header is repeated.
 */
export async function readRequest(
  word: string,
  address: string,
  { header = [], pieces, get = false }: RequestOptions,
  io: CommandIO,
): Promise<CurlRequest> {
  const url = readURL(address);
  const method = word.toUpperCase();
  // https://www.rfc-editor.org/rfc/rfc9110#name-tokens
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(method)) {
    throw usageFailure('This is not an HTTP method', 'Methods are words such as GET, POST or DELETE.');
  }
  const headers = readHeaders(header);
  if (pieces.length === 0) return { method, url, headers, body: undefined };
  // Whoever has to give the data may never do so.
  const body = await orInterrupted(readBody(pieces, io), io.signal);
  if (get) {
    url.search = [url.search.slice(1), body.toString()].filter(Boolean).join('&');
    return { method, url, headers, body: undefined };
  }
  const own = pieces.some(({ option }) => option === 'json')
    ? { 'Content-Type': ['application/json'], Accept: ['application/json'] }
    : { 'Content-Type': ['application/x-www-form-urlencoded'] };
  return { method, url, headers: withDefaults(headers, own), body };
}

function readURL(text: string): URL {
  if (!URL.canParse(text)) {
    const next = 'Write it with its scheme, as https://api.example.com/path.';
    throw new CommandFailure('This is not an absolute URL', { next, exitCode: exitCodes.malformedURL });
  }
  const url = new URL(text);
  if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  // localhost:8080/path is a URL whose scheme is localhost.
  throw new CommandFailure(`There is no way to request a URL that begins with ${url.protocol}`, {
    next: 'Write it with its scheme: https:// or http://.',
    exitCode: exitCodes.unsupportedProtocol,
  });
}

/** Adds headers that are not given, however their names are written. */
export function withDefaults(headers: HeaderValues, defaults: HeaderValues): HeaderValues {
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const missing = Object.entries(defaults).filter(([name]) => !given.has(name.toLowerCase()));
  return { ...Object.fromEntries(missing), ...headers };
}

// `Name: value`, `Name:` for one that is left out, `Name;` for one without a value. As with curl, each value of a header
// that is given several times is sent, however its name is written.
function readHeaders(lines: readonly string[]): HeaderValues {
  const headers = new Map<string, [name: string, values: readonly string[]]>();
  for (const line of lines) {
    const match = /^(?<name>[\w!#$%&'*+.^`|~-]+)(?<mark>[:;])(?<rest>.*)$/s.exec(line);
    const { name, mark, rest = '' } = match?.groups ?? {};
    const value = rest.trim();
    const advice = "Write -H 'Name: value'.";
    // Neither message has the value, which may be a secret.
    if (name === undefined || (mark === ';' && value !== '')) {
      throw usageFailure('A header is not written as Name: value', advice);
    }
    if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value)) {
      throw usageFailure(`The header ${name} has a line break or a character that cannot be sent`, advice);
    }
    const [first, values] = headers.get(name.toLowerCase()) ?? [name, []];
    const isLeftOut = value === '' && mark === ':';
    headers.set(name.toLowerCase(), [first, isLeftOut ? values : [...values, value]]);
  }
  return Object.fromEntries(headers.values());
}

// Pieces are joined by `&`, those of JSON by nothing, as curl does.
async function readBody(pieces: readonly DataPiece[], io: CommandIO): Promise<Buffer> {
  const bytes: Buffer[] = [];
  for (const piece of pieces) {
    if (bytes.length > 0 && piece.option !== 'json') bytes.push(Buffer.from('&'));
    bytes.push(await readPiece(piece, io));
  }
  return Buffer.concat(bytes);
}

async function readPiece({ text, option }: DataPiece, io: CommandIO): Promise<Buffer> {
  if (option === 'data-urlencode') return encodePiece(text, io);
  if (!text.startsWith('@')) return Buffer.from(text);
  const bytes = await readPath(text.slice(1), io);
  // curl takes carriage returns, line feeds and NULs out of files that are not said to be binary.
  return option === 'data' ? Buffer.from(bytes.filter((byte) => ![0, 10, 13].includes(byte))) : bytes;
}

// `content`, `=content`, `name=content`, `@file` or `name@file`: https://curl.se/docs/manpage.html#--data-urlencode
async function encodePiece(text: string, io: CommandIO): Promise<Buffer> {
  const match = /^([^=]*)(=)(.*)$/s.exec(text) ?? /^([^@]*)(@)(.*)$/s.exec(text);
  const [, name = '', mark = '=', rest = text] = match ?? [];
  const content = mark === '@' ? await readPath(rest, io) : Buffer.from(rest);
  // Byte by byte, because it need not be UTF-8.
  const encoded = content.toString('latin1').replaceAll(/[^\w.~-]/g, (byte) => {
    return byte === ' ' ? '+' : `%${Buffer.from(byte, 'latin1').toString('hex').toUpperCase()}`;
  });
  return Buffer.from(name === '' ? encoded : `${name}=${encoded}`);
}

async function readPath(path: string, { stdin, directory }: CommandIO): Promise<Buffer> {
  if (path === '-') return buffer(stdin);
  const file = resolve(directory, path);
  try {
    if (!(await stat(file)).isFIFO()) return await readFile(file);
    // A named pipe to which nobody writes yet would keep the thread that opens it, and the process could not end.
    const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    return await buffer(new Socket({ fd, readable: true, writable: false }));
  } catch (cause) {
    throw new CommandFailure(`The file ${path} for the request’s body cannot be read`, {
      next: 'See whether it is there. Data that begins with @ names a file; --data-binary takes @- too.',
      ...{ exitCode: exitCodes.read, cause },
    });
  }
}
