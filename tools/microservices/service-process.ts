import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Readable } from 'node:stream';

/** A service, as who started it sees it. */
export class ServiceProcess {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #ended: Promise<number | null>;
  #output = '';

  /** @param environment - All that the service knows of the environment. */
  constructor(folder: string, environment: Readonly<Record<string, string>>) {
    const child = spawn(process.execPath, ['.'], {
      cwd: folder,
      env: { ...environment, PORT: '0' },
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
   * Waits until it listens.
   *
   * @returns Where.
   * @throws Error with what it printed, if it ended before.
   */
  async listening(): Promise<string> {
    for (;;) {
      const url = / listens on (http:\S+)\n/.exec(this.#output)?.[1];
      if (url !== undefined) return url;
      const news = once(this.#child.stdout, 'data').then(() => false);
      const hasEnded = await Promise.race([news, this.#ended.then(() => true)]);
      if (hasEnded) throw new Error(`The service ended:\n${this.#output}`);
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
