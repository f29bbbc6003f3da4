import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Readable } from 'node:stream';

/** A program of Node.js that runs beside, as who started it sees it. */
export class BackgroundProcess {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #ended: Promise<number | null>;
  #output = '';

  /** @param environment - All that it knows of the environment. */
  constructor(
    programArguments: readonly string[],
    folder: string,
    environment: Readonly<Record<string, string | undefined>>,
  ) {
    const child = spawn(process.execPath, programArguments, {
      cwd: folder,
      env: { ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
    this.#child = child;
    this.#ended = once(child, 'close').then(() => child.exitCode);
  }

  /** All that it has printed so far. */
  get output(): string {
    return this.#output;
  }

  /** The exit code, once it has ended; `null` if a signal ended it. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  /**
   * Waits until it has printed something.
   *
   * @returns What the first group of the pattern caught.
   * @throws Error with what it printed, if it ended before.
   */
  async printed(pattern: RegExp): Promise<string> {
    for (;;) {
      const caught = pattern.exec(this.#output)?.[1];
      if (caught !== undefined) return caught;
      const news = once(this.#child.stdout, 'data').then(() => false);
      const hasEnded = await Promise.race([news, this.#ended.then(() => true)]);
      if (hasEnded) throw new Error(`The process ended:\n${this.#output}`);
    }
  }

  /** Ends it as an operator does. May be called after it has ended. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.#ended;
  }

  /** Ends it as a crash does. May be called after it has ended. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
