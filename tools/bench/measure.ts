import * as v from 'valibot';
import { groups, type Times } from './figures.js';
import { type Program, startProgram } from './program.js';

/** The first rounds of a process only warm up the code. */
const warmUp = 10;

/** Then come so many, and a new process goes on: one is faster than another, by how its code happened to be compiled. */
const perProcess = 16;

/** What the contestants of a group came to, in one checkout. */
type Kept = Map<string, number[]>;

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
  const measured = trees.map(
    () => new Map<string, Kept>(Object.keys(groups).map((group) => [group, new Map()])),
  );
  try {
    for (const [group, wanted] of Object.entries(groups)) {
      say(group);
      for (let left = Math.min(limit, wanted); left > 0; left -= perProcess) {
        const teams: Team[] = [];
        for (const [index, tree] of trees.entries()) {
          const worker = await startProgram('worker', tree, group, String(server.greeting)).catch(String);
          if (typeof worker === 'string') say(`  is not measured in ${tree}: ${worker}`);
          else teams.push({ worker, kept: measured[index]?.get(group) ?? new Map<string, number[]>() });
        }
        // What is counted once needs no warm-up.
        await takeTurns(teams, Math.min(left, perProcess), wanted === 1 ? 0 : warmUp);
        for (const { worker } of teams) worker.stop();
      }
    }
  } finally {
    server.stop();
  }
  return measured;
}

/** The contestants of one checkout. */
interface Team {
  readonly worker: Program;
  readonly kept: Kept;
}

async function takeTurns(teams: readonly Team[], rounds: number, skipped: number): Promise<void> {
  const turns = teams.flatMap(({ worker, kept }) => {
    const contestants = v.parse(v.array(v.string()), worker.greeting);
    return contestants.map((name) => ({ worker, name, kept }));
  });
  for (let round = 0; round < skipped + rounds; round += 1) {
    const first = round % turns.length;
    for (const { worker, name, kept } of [...turns.slice(first), ...turns.slice(0, first)]) {
      const time = v.parse(v.number(), await worker.ask(name));
      if (round >= skipped) kept.set(name, [...(kept.get(name) ?? []), time]);
    }
  }
}
