import { type CommandIO, type OutputStream } from '../io.js';
import { type Painter, painterFor } from './colour.js';
import { outputFailure } from './output-failure.js';
import { type Cell, formatTable, formatTabs } from './table.js';

/** Where a command’s words go. */
export interface Screen {
  readonly io: CommandIO;
  /** For what is printed to standard output. */
  readonly paint: Painter;
  /** For what is printed to standard error. */
  readonly paintError: Painter;
  /** Whether somebody looks at standard output. */
  readonly isTerminal: boolean;
  /** How many characters a line has. */
  readonly room: number;
  /** Whether somebody who waits is told what for. */
  readonly showsProgress: boolean;
  /** Prints lines to standard output. Fails with `EPIPE` if nobody reads them any more. */
  readonly print: (text: string) => Promise<void>;
  /** Prints one JSON document to standard output. */
  readonly printJSON: (value: unknown) => Promise<void>;
  /** Prints lines to standard error. Never fails. */
  readonly note: (text: string) => Promise<void>;
  /** A table as it suits standard output. */
  readonly table: (columns: readonly string[], rows: readonly (readonly Cell[])[]) => string;
}

/** Makes the screen of a command. */
export function createScreen(io: CommandIO): Screen {
  const paint = painterFor(io.stdout, io.env);
  const isTerminal = io.stdout.isTTY === true;
  // Some terminals say 0.
  const { columns = 0 } = io.stdout;
  const room = columns > 0 ? columns : 80;
  return {
    io,
    paint,
    paintError: painterFor(io.stderr, io.env),
    isTerminal,
    room,
    showsProgress: io.stderr.isTTY === true,
    print: (text) => print(io.stdout, text),
    printJSON: (value) => print(io.stdout, JSON.stringify(value, undefined, 2)),
    note: (text) => write(io.stderr, `${text}\n`).catch(() => undefined),
    table: (columns, rows) => (isTerminal ? formatTable(columns, rows, paint, room) : formatTabs(rows)),
  };
}

async function print(stream: OutputStream, text: string): Promise<void> {
  try {
    await write(stream, `${text}\n`);
  } catch (error) {
    throw error instanceof Error ? outputFailure(error) : error;
  }
}

/** Writes all of a text. Fails with `EPIPE` if nobody reads it any more. */
export function write(stream: OutputStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Whether an error means that the reader of standard output went away, as `head` does when it has enough. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
