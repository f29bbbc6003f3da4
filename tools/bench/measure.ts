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
 * @returns What was measured in each; a group that cannot be started there is told, and left out.
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
      const teams: Team[] = [];
      for (const [index, tree] of trees.entries()) {
        const worker = await startProgram('worker', tree, group, String(server.greeting)).catch(String);
        if (typeof worker === 'string') {
          say(`  is not measured in ${tree}: ${worker}`);
          continue;
        }
        const contestants = v.parse(v.array(v.string()), worker.greeting);
        const times = new Map(contestants.map((name) => [name, new Array<number>()]));
        teams.push({ worker, times });
        measured[index]?.set(group, times);
      }
      await takeTurns(teams, Math.min(limit, rounds));
      for (const { worker } of teams) worker.stop();
    }
  } finally {
    server.stop();
  }
  return measured;
}

/** The contestants of one checkout. */
interface Team {
  readonly worker: Program;
  readonly times: ReadonlyMap<string, number[]>;
}

async function takeTurns(teams: readonly Team[], rounds: number): Promise<void> {
  const turns = teams.flatMap(({ worker, times }) =>
    [...times].map(([name, kept]) => ({ worker, name, kept })),
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
}
