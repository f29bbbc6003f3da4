import * as v from 'valibot';
import { groups, type Times } from './figures.js';
import { type Program, startProgram } from './program.js';

/** The first rounds only warm up the code. */
const warmUp = 5;

/**
 * Measures all groups with the packages of one or more checkouts, in which they are built. Contestants take turns, so
 * that whatever else the machine does meets all of them. Who is first differs from round to round, since each also pays
 * for the garbage of the one before.
 *
 * @param trees - The folders of the checkouts.
 * @param limit - How many rounds there are at most.
 * @returns What was measured in each.
 */
export async function measure(
  trees: readonly string[],
  limit: number,
  say: (line: string) => void,
): Promise<readonly Times[]> {
  const server = await startProgram('server', process.cwd());
  const measured = trees.map(() => new Map<string, ReadonlyMap<string, readonly number[]>>());
  try {
    for (const [group, rounds] of Object.entries(groups)) {
      say(group);
      const starting = trees.map((tree) => startProgram('worker', tree, group, String(server.greeting)));
      const workers = await Promise.all(starting);
      const times = await takeTurns(workers, Math.min(limit, rounds));
      for (const [index, worker] of workers.entries()) {
        worker.stop();
        measured[index]?.set(group, times[index] ?? new Map());
      }
    }
  } finally {
    server.stop();
  }
  return measured;
}

async function takeTurns(
  workers: readonly Program[],
  rounds: number,
): Promise<readonly ReadonlyMap<string, readonly number[]>[]> {
  const times = workers.map(({ greeting }) => {
    const contestants = v.parse(v.array(v.string()), greeting);
    return new Map(contestants.map((name) => [name, new Array<number>()]));
  });
  const turns = workers.flatMap((worker, index) =>
    [...(times[index] ?? [])].map(([name, kept]) => ({ worker, name, kept })),
  );
  // What is counted once needs none.
  const skipped = rounds === 1 ? 0 : warmUp;
  for (let round = 0; round < skipped + rounds; round += 1) {
    const first = round % turns.length;
    for (const { worker, name, kept } of [...turns.slice(first), ...turns.slice(0, first)]) {
      const time = v.parse(v.number(), await worker.ask(name));
      if (round >= skipped) kept.push(time);
    }
  }
  return times;
}
