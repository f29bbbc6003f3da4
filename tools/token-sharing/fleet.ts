import { type Order, type Outcomes } from './messages.js';
import { WorkerProcess } from './worker-process.js';

/** Several workers that do the same at the same time. */
export class Fleet {
  readonly workers: readonly WorkerProcess[];

  private constructor(workers: readonly WorkerProcess[]) {
    this.workers = workers;
  }

  static async start(size: number): Promise<Fleet> {
    return new Fleet(await Promise.all(Array.from({ length: size }, () => WorkerProcess.start())));
  }

  /** Gives all the same order, and adds up their answers. */
  async ask(order: Order): Promise<Outcomes> {
    const sum: Record<string, number> = {};
    for (const outcomes of await Promise.all(this.workers.map((worker) => worker.ask(order)))) {
      for (const [outcome, count] of Object.entries(outcomes)) sum[outcome] = (sum[outcome] ?? 0) + count;
    }
    return sum;
  }

  /** How often something was reported by all together since the last `prepare`. */
  count(...types: readonly string[]): number {
    return this.workers.reduce((sum, worker) => sum + worker.count(...types), 0);
  }

  /** Waits until something is so for every worker. */
  async until(isSo: (worker: WorkerProcess) => boolean): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.until(() => isSo(worker))));
  }

  /** Ends them as a crash does. */
  async kill(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.kill()));
  }
}
