import { CommandFailure } from '../command-failure.js';
import { orInterrupted } from '../interruption.js';
import { type Screen } from '../output/screen.js';
import { type DataArgument, readData } from './data.js';
import { type HeaderLine, parseHeader } from './headers.js';

/** What `curl` and `explain` take of a request. */
export interface RequestArguments {
  readonly data: readonly DataArgument[];
  readonly headers: readonly string[];
}

/** A request as it is going to be sent. */
export interface RequestParts {
  readonly body: Buffer | undefined;
  /** As they were given, and the type of a body that nobody gave one. */
  readonly headers: readonly HeaderLine[];
}

/** Reads the data, and completes the headers as curl does. */
export async function readParts({ data, headers }: RequestArguments, screen: Screen): Promise<RequestParts> {
  const lines = headers.map(parseHeader);
  const { io } = screen;
  // Whoever has to give the data may never do so.
  const body = data.length === 0 ? undefined : await orInterrupted(readData(data, io), io.signal);
  const hasType = lines.some(({ name }) => name.toLowerCase() === 'content-type');
  if (!body || hasType) return { body, headers: lines };
  return { body, headers: [...lines, { name: 'Content-Type', value: 'application/x-www-form-urlencoded' }] };
}

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
