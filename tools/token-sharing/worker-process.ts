import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import * as v from 'valibot';
import { type News, newsSchema, type Order, type Outcomes } from './messages.js';

/** A worker, as its parent sees it. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, Outcomes>();
  #events: Extract<News, { what: 'event' }>[] = [];
  #isReady = false;
  #orders = 0;

  private constructor() {
    this.#child = fork(path.join(__dirname, '..', 'run.cjs'), [path.join(__dirname, 'worker.ts')], {
      cwd: path.join(__dirname, '..', '..'),
      execArgv: ['--conditions=@axios-keyring/source'],
    });
    this.#child.on('message', (message) => {
      this.#hear(v.parse(newsSchema, message));
    });
  }

  /** Starts a worker. */
  static async start(): Promise<WorkerProcess> {
    const worker = new WorkerProcess();
    await worker.until(() => worker.#isReady);
    return worker;
  }

  /** What was reported since the last `prepare`, oldest first. */
  get events(): readonly Readonly<Extract<News, { what: 'event' }>>[] {
    return this.#events;
  }

  /** How often something was reported since the last `prepare`. */
  count(...types: readonly string[]): number {
    return this.#events.filter(({ type }) => types.includes(type)).length;
  }

  /** How many tokens the worker got since the last `prepare`, from wherever. */
  get tokens(): number {
    return this.count('token-minted', 'token-renewed', 'token-shared');
  }

  /** Gives an order and waits for the answer. */
  async ask(order: Order): Promise<Outcomes> {
    if (order.what === 'prepare') this.#events = [];
    const id = (this.#orders += 1);
    this.#child.send({ id, order });
    await this.until(() => this.#answers.has(id));
    return this.#answers.get(id) ?? {};
  }

  /** Waits until something is so, which can only come true with what the worker says. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await once(this.#child, 'message');
  }

  /** Ends it as a crash does. May be called twice. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  #hear(news: News): void {
    if (news.what === 'ready') this.#isReady = true;
    else if (news.what === 'answer') this.#answers.set(news.id, news.outcomes);
    else this.#events.push(news);
  }
}
