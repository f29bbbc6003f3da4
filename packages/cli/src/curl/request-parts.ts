import { CommandFailure } from '../command-failure.js';
import { orInterrupted } from '../interruption.js';
import { type Screen } from '../output/screen.js';
import { type DataArgument, readData } from './data.js';
import { type HeaderLine, parseHeader } from './headers.js';

/** What `curl` and `explain` take of a request. */
export interface RequestArguments {
  readonly data: readonly DataArgument[];
  readonly headers: readonly string[];
  /** Whether the data goes into the URL, so that it has no type. */
  readonly isQuery?: boolean;
}

/** A request as it is going to be sent. */
export interface RequestParts {
  readonly body: Buffer | undefined;
  /** As they were given, and the type of a body that nobody gave one. */
  readonly headers: readonly HeaderLine[];
}

/** Reads the data, and completes the headers as curl does. */
export async function readParts(
  { data, headers, isQuery = false }: RequestArguments,
  screen: Screen,
): Promise<RequestParts> {
  const lines = headers.map(parseHeader);
  const { io } = screen;
  // Whoever has to give the data may never do so.
  const body = data.length === 0 ? undefined : await orInterrupted(readData(data, io), io.signal);
  const isJSON = data.some(({ kind }) => kind === 'json');
  const given = new Set(lines.map(({ name }) => name.toLowerCase()));
  const own = !body || isQuery ? [] : isJSON ? jsonHeaders : formHeaders;
  return { body, headers: [...lines, ...own.filter(({ name }) => !given.has(name.toLowerCase()))] };
}

const formHeaders: readonly HeaderLine[] = [
  { name: 'Content-Type', value: 'application/x-www-form-urlencoded' },
];
const jsonHeaders: readonly HeaderLine[] = [
  { name: 'Content-Type', value: 'application/json' },
  { name: 'Accept', value: 'application/json' },
];

/** A method, as it may be sent. */
export function checkMethod(method: string): string {
  // https://www.rfc-editor.org/rfc/rfc9110#name-tokens
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(method)) return method.toUpperCase();
  throw new CommandFailure({
    title: 'This is not an HTTP method',
    next: ['Methods are words such as GET, POST or DELETE.'],
    exitCode: 2,
  });
}
