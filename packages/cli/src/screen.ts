import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type CommandFailure, outputFailure, writeFailure } from './failure.js';
import { orInterrupted } from './interruption.js';
import { type CommandIO, type OutputStream } from './io.js';
import { type Cell, formatTable, formatTabs, painterFor, type Painter, printable } from './text.js';

/** Where a command’s words go. */
export class Screen {
  /** What the program ends with where nothing failed. */
  exitCode = 0;
  readonly io: CommandIO;
  /** For what is printed to standard output. */
  readonly paint: Painter;
  /** For what is printed to standard error. */
  readonly paintError: Painter;
  /** Whether somebody looks at standard output. */
  readonly isTerminal: boolean;
  /** How many characters a line has. */
  readonly room: number;
  readonly #notes: boolean;
  readonly #progress: boolean;
  #showsProgress = false;

  /** Without notes or progress, standard error stays empty of them. */
  constructor(io: CommandIO, { notes = true, progress = true } = {}) {
    const { stdout, stderr, env } = io;
    this.io = io;
    this.paint = painterFor(stdout, env);
    this.paintError = painterFor(stderr, env);
    this.isTerminal = stdout.isTTY === true;
    // Some terminals say 0.
    const { columns = 0 } = stdout;
    this.room = columns > 0 ? columns : 80;
    this.#notes = notes;
    this.#progress = progress && stderr.isTTY === true;
  }

  /** Prints lines to standard output. Fails with `EPIPE` if nobody reads them any more. */
  async print(text: string): Promise<void> {
    // Work that was interrupted may go on, and has nothing to say any more.
    this.io.signal.throwIfAborted();
    try {
      await write(this.io.stdout, `${text}\n`);
    } catch (error) {
      throw outputFailure(error);
    }
  }

  /** Prints one JSON document to standard output, or writes it to a file. */
  async printJSON(value: unknown, file?: string): Promise<void> {
    const text = JSON.stringify(value, undefined, 2);
    if (file !== undefined) await this.save(file, `${text}\n`);
    await this.print(file === undefined ? text : `Wrote ${file}.`);
  }

  /** Prints lines to standard error. Never fails. */
  async note(text: string): Promise<void> {
    if (!this.#notes || this.io.signal.aborted) return;
    await write(this.io.stderr, `${text}\n`).catch(() => undefined);
  }

  /** Shows a failure on standard error: what happened, what and where, and what to do. */
  async noteFailure({ message, facts: { details = [], next } }: CommandFailure): Promise<void> {
    const rest = details.map(printable);
    if (next !== undefined) rest.push(`${this.paintError('green', '→')} ${printable(next)}`);
    const title = `${this.paintError('red', 'error:')} ${this.paintError('bold', printable(message))}`;
    await this.note([title, ...rest.map((line) => line.replaceAll(/^/gm, '  '))].join('\n'));
  }

  /** A heading and what stands below; nothing where nothing does. */
  section(title: string, text: string): string {
    return text === '' ? '' : `${this.paint('bold', title)}\n${text}`;
  }

  /** A table as it suits standard output; nothing where there are no rows. */
  table(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
    if (rows.length === 0) return '';
    return this.isTerminal ? formatTable(columns, rows, this.paint, this.room) : formatTabs(rows);
  }

  /** Writes a file. */
  async save(path: string, text: string): Promise<void> {
    try {
      await writeFile(resolve(this.io.directory, path), text);
    } catch (cause) {
      throw writeFailure(path, cause);
    }
  }

  /**
   * Waits for work until it is interrupted.
   *
   * @param work - Says what is waited for; a line at the terminal, which goes when the work is done.
   */
  async waitFor<T>(work: (say: (text: string) => void) => Promise<T>): Promise<T> {
    const { stderr, signal } = this.io;
    // To the beginning of the line, and what stands there erased.
    const clear = '\r\u001b[K';
    const say = (text: string): void => {
      if (!this.#progress || signal.aborted) return;
      stderr.write(clear + this.paintError('dim', text));
      this.#showsProgress = true;
    };
    try {
      return await orInterrupted(work(say), signal);
    } finally {
      if (this.#showsProgress) stderr.write(clear);
      this.#showsProgress = false;
    }
  }
}

/** Writes all of a text. Fails with `EPIPE` if nobody reads it any more. */
function write(stream: OutputStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
