import { TokenSource } from '@axios-keyring/core';
import { type Figure } from '../figure.js';
import { usedMemory } from '../used-memory.js';
import { secrets, uniqueText } from './identities.js';
import { identities, realisticLength } from './sizes.js';
import { StandInRequest } from './stand-in-request.js';

const shortLength = 100;

/**
 * The memory that an identity takes, for tokens of two lengths: what is left without the token's own text has to be
 * about the same for both.
 */
export async function memoryFigures(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const count of [1_000, 100_000]) {
    for (const length of [shortLength, realisticLength]) {
      const perIdentity = await memoryOf(count, length);
      const name = `memory per identity, ${identities(count)}, token of ${length.toLocaleString('en')} characters`;
      figures.push(
        { name, value: Math.round(perIdentity), unit: 'bytes' },
        { name: `${name}, without its text`, value: Math.round(perIdentity - length), unit: 'bytes' },
      );
    }
  }
  return figures;
}

async function memoryOf(count: number, length: number): Promise<number> {
  const accounts = secrets(count);
  const source = new TokenSource({
    provider: 'bench',
    documentedLife: 3_600_000,
    mint: () => Promise.resolve({ value: uniqueText(length) }),
  });
  const fill = async (some: readonly string[]): Promise<void> => {
    for (const secret of some) {
      await source.get(new StandInRequest(), { endpoint: 'https://api.example', account: 'bench', secret });
    }
  };
  // Compiled code is not to be counted.
  await fill(['somebody else']);
  const before = usedMemory();
  await fill(accounts);
  const after = usedMemory();
  // The source has to live until here.
  await fill(accounts.slice(0, 1));
  return (after - before) / count;
}
