import { Bench } from 'tinybench';

/** Something whose time is measured. */
export interface Contestant {
  readonly name: string;
  /** How many operations one call of `run` does: one alone would be too short for the clock. */
  readonly operations: number;
  readonly run: () => unknown;
}

/** For each contestant, the time per operation in each round, in microseconds. */
export type Times = ReadonlyMap<string, readonly number[]>;

/** How long a contestant has in one round, in milliseconds. Short, so that what disturbs one turn spares most others. */
const turn = 20;

/** The first rounds only warm up the code. */
const warmUp = 2;

/**
 * Measures contestants by turns, so that whatever else the machine does meets all of them. Who is first differs from
 * round to round, since each also pays for the garbage of the one before.
 */
export async function measureTimes(contestants: readonly Contestant[], rounds = 25): Promise<Times> {
  const times = new Map(contestants.map(({ name }) => [name, new Array<number>()]));
  for (let round = 0; round < warmUp + rounds; round += 1) {
    const first = round % contestants.length;
    for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      const time = await timeOf(contestant);
      if (round >= warmUp) times.get(contestant.name)?.push(time);
    }
  }
  return times;
}

async function timeOf({ name, operations, run }: Contestant): Promise<number> {
  const bench = new Bench({ time: turn, iterations: 1, warmup: false, throws: true });
  // An async function is known to be one. To find out what another is, tinybench would call it once more, and what that
  // call began would go on beside what is measured.
  const turnOf = async (): Promise<void> => {
    await run();
  };
  const [task] = await bench.add(name, turnOf).run();
  if (task?.result.state !== 'completed') throw new Error(`${name} did not come to an end.`);
  return (task.result.latency.mean * 1_000) / operations;
}
