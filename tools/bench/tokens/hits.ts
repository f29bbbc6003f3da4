import { TokenSource } from '@axios-keyring/core';
import { type Figure } from '../figure.js';
import { type Contestant, measureTimes } from '../measure-times.js';
import { timeFigures } from '../time-figures.js';
import { scattered, secrets, uniqueText } from './identities.js';
import { identities, realisticLength, sizes } from './sizes.js';
import { StandInRequest } from './stand-in-request.js';

const batch = 500;

/** The time of `TokenSource.get` where nothing has to be fetched. */
export async function hitFigures(): Promise<readonly Figure[]> {
  const contestants: Contestant[] = [];
  for (const count of sizes) contestants.push(await hits(count));
  return timeFigures(await measureTimes(contestants), nameFor(sizes[0]));
}

async function hits(count: number): Promise<Contestant> {
  const accounts = secrets(count);
  const source = new TokenSource({
    provider: 'bench',
    documentedLife: 3_600_000,
    mint: () => Promise.resolve({ value: uniqueText(realisticLength) }),
  });
  const next = scattered(accounts);
  const get = (secret: string): string | Promise<string> =>
    source.get(new StandInRequest(), { endpoint: 'https://api.example', account: 'bench', secret });
  for (const secret of accounts) await get(secret);
  const run = (): void => {
    for (let index = 0; index < batch; index += 1) {
      // A promise would mean an exchange, or a hash that is not made at once.
      if (typeof get(next()) !== 'string') throw new Error('A token was not at hand.');
    }
  };
  return { name: nameFor(count), operations: batch, run };
}

function nameFor(count: number): string {
  return `TokenSource.get, ${identities(count)}`;
}
