/** For how many identities the time of a hit is measured. */
export const sizes = [1, 1_000, 100_000] as const;

/** A number of identities as a figure's name has it. */
export function identities(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'identity' : 'identities'}`;
}

/** How long the tokens of real APIs are, give or take, in characters. */
export const realisticLength = 1_000;
