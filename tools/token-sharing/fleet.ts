import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import * as v from 'valibot';
import { news, type News, type Order, type Outcomes } from './messages.js';

type Event = Extract<News, { what: 'event' }>;

/** What a process has reported since the last `prepare`. */
export interface Report {
  /** Oldest first. */
  readonly events: readonly Event[];
  /** How often each of these was reported, taken together. */
  count(...types: readonly string[]): number;
}

/** Several processes that do the same at the same time. */
export class Fleet {
  readonly #workers: readonly Worker[];

  private constructor(workers: readonly Worker[]) {
    this.#workers = workers;
  }

  /** Starts so many processes of a program: the worker, as JavaScript. */
  static async start(program: string, size: number): Promise<Fleet> {
    const fleet = new Fleet(Array.from({ length: size }, () => new Worker(program)));
    await fleet.#each((worker) => worker.until(() => worker.isReady));
    return fleet;
  }

  /** What each of them has reported. */
  get reports(): readonly Report[] {
    return this.#workers;
  }

  /** How often something was reported by all together. */
  count(...types: readonly string[]): number {
    return this.#workers.reduce((sum, worker) => sum + worker.count(...types), 0);
  }

  /** Gives all the same order, and adds up their answers. */
  async ask(order: Order): Promise<Outcomes> {
    const sum: Record<string, number> = {};
    for (const outcomes of await this.#each((worker) => worker.ask(order))) {
      for (const [outcome, count] of Object.entries(outcomes)) sum[outcome] = (sum[outcome] ?? 0) + count;
    }
    return sum;
  }

  /** Waits until each of them got so many tokens, from wherever. */
  async untilTokens(count: number): Promise<void> {
    const types = ['token-minted', 'token-renewed', 'token-shared'];
    await this.#each((worker) => worker.until(() => worker.count(...types) >= count));
  }

  /** Ends them as a crash does. May be called twice. */
  async close(): Promise<void> {
    await this.#each((worker) => worker.kill());
  }

  #each<Result>(act: (worker: Worker) => Promise<Result>): Promise<readonly Result[]> {
    return Promise.all(this.#workers.map(act));
  }
}

class Worker implements Report {
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, Outcomes>();
  #orders = 0;
  events: Event[] = [];
  isReady = false;

  constructor(program: string) {
    this.#child = fork(program);
    this.#child.on('message', (message) => {
      const told = v.parse(news, message);
      if (told.what === 'ready') this.isReady = true;
      else if (told.what === 'answer') this.#answers.set(told.id, told.outcomes);
      else this.events.push(told);
    });
  }

  count(...types: readonly string[]): number {
    return this.events.filter(({ type }) => types.includes(type)).length;
  }

  async ask(order: Order): Promise<Outcomes> {
    if (order.what === 'prepare') this.events = [];
    const id = (this.#orders += 1);
    this.#child.send({ id, order });
    await this.until(() => this.#answers.has(id));
    return this.#answers.get(id) ?? {};
  }

  /** Waits until something is so, which can only come true with what the worker says. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await once(this.#child, 'message');
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}
