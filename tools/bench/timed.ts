import { Bench } from 'tinybench';

/** Something that is measured. */
export interface Contestant {
  readonly name: string;
  /** Measures it once: microseconds for one operation, where nothing else is said. */
  readonly measure: () => Promise<number>;
}

/** How long a contestant has in one turn, in milliseconds. Short, so that what disturbs one turn spares most others. */
const turn = 20;

/**
 * A contestant whose time is measured.
 *
 * @param operations - How many one call of `run` does: one alone would be too short for the clock.
 */
export function timed(name: string, operations: number, run: () => unknown): Contestant {
  // An async function is known to be one. To find out what another is, tinybench would call it once more, and what that
  // call began would go on beside what is measured.
  const runOnce = async (): Promise<void> => {
    await run();
  };
  const measure = async (): Promise<number> => {
    const bench = new Bench({ time: turn, iterations: 1, warmup: false, throws: true });
    const [task] = await bench.add(name, runOnce).run();
    if (task?.result.state !== 'completed') throw new Error(`${name} did not come to an end.`);
    return (task.result.latency.mean * 1_000) / operations;
  };
  return { name, measure };
}
