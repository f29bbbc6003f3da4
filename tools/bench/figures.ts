/**
 * Contestants that are measured by turns, each group in processes of its own, and how many rounds they take. Where the
 * difference of two times is compared, which is small, it takes more of them.
 */
export const groups = {
  'http, 1 in flight': 32,
  'http, 64 in flight': 32,
  'no body': 48,
  '1 KiB': 96,
  authorize: 32,
  routes: 32,
  exchanges: 1,
  'start-up': 16,
};

/** For each contestant of each group, what came of each round: microseconds, where it is not said otherwise. */
export type Times = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>;

interface Comparison {
  /** What it is called beside the others of a figure. */
  readonly label: string;
  readonly group: keyof typeof groups;
  readonly ours: string;
  /** Without it, the figure is what came of ours alone. */
  readonly against?: string;
  /** What both take anyway. It is taken off, and only what they add is compared. */
  readonly beyond?: string;
}

/** A figure: the largest of some comparisons. */
export interface Figure {
  readonly title: string;
  /** What it may be at most. Without one, it only tells what to compare others with. */
  readonly limit?: number;
  readonly comparisons: readonly Comparison[];
}

// With one in flight, half of the time is the server's and the kernel's. With many, the client's process is what
// everything waits for: then the time per request is the time that the client computes. A bar has to hold in both.
const overHttp = (ours: string, against: string): readonly Comparison[] => [
  { label: '1 in flight', group: 'http, 1 in flight', ours, against },
  { label: '64', group: 'http, 64 in flight', ours, against },
];

/** What decides, in the order of the README's table. */
export const figures: readonly Figure[] = [
  {
    title: 'over http, a header provider against bare axios',
    limit: 1.03,
    comparisons: overHttp('header provider', 'bare axios'),
  },
  {
    title: 'for comparison: axios without redirects and without any interceptor against bare axios',
    comparisons: overHttp('axios without redirects', 'bare axios'),
  },
  {
    title: 'over http, 1 KiB signed with an access key against a hand-written interceptor that signs',
    limit: 0.95,
    comparisons: overHttp('signed, 1 KiB', 'signed by hand, 1 KiB'),
  },
  {
    title: 'what the same signature adds to a request against what aws4-axios adds',
    limit: 0.35,
    comparisons: [
      { label: '1 KiB', group: '1 KiB', ours: 'signed', against: 'aws4-axios', beyond: 'bare axios' },
    ],
  },
  {
    title: 'the signature alone against plain node:crypto',
    limit: 1.1,
    comparisons: ['0 B', '1 KiB', '1 MiB'].map((label) => ({
      label,
      group: 'authorize',
      ours: `${label}, provider`,
      against: `${label}, node:crypto`,
    })),
  },
  {
    title: 'with an adapter that does nothing, a header provider against bare axios',
    limit: 1.25,
    comparisons: [{ label: 'GET', group: 'no body', ours: 'header provider', against: 'bare axios' }],
  },
  {
    title: 'the same for a request that no route matches',
    limit: 1.08,
    comparisons: ['provider', 'keyring of 100 routes'].map((label) => ({
      label,
      group: 'no body',
      ours: `unmatched, ${label}`,
      against: 'bare axios',
    })),
  },
  {
    title: 'a match among 100,000 routes against one among 10',
    limit: 1.1,
    comparisons: [{ label: 'match', group: 'routes', ours: '100,000 routes', against: '10 routes' }],
  },
  {
    title: 'exchanges for 10,000 requests at once on an expired token',
    limit: 1,
    comparisons: [{ label: 'exchanges', group: 'exchanges', ours: '10,000 requests' }],
  },
];

/** The packages of which docs/speed.md tells how long a process takes to load them. */
export const loaded = ['@axios-keyring/taxjar', '@axios-keyring/azure-communication', 'axios-keyring'];

/** What loading them takes. */
export const startUpFigures: readonly Figure[] = loaded.map((name) => ({
  title: `loading ${name} against loading axios`,
  comparisons: ['ESM', 'CommonJS'].map((label) => ({
    label,
    group: 'start-up',
    ours: `${label}: ${name}`,
    against: `${label}: axios`,
  })),
}));

/** Works a figure out, with a note of what it is made of. */
export function find(
  { comparisons }: Figure,
  times: Times,
): { readonly value: number; readonly note: string } {
  const ratios = comparisons.map((comparison) => ratioOf(comparison, times));
  const parts = comparisons.map(({ label }, index) => `${label}: ${ratios[index]?.toFixed(2) ?? ''}`);
  return { value: Math.max(...ratios), note: parts.length > 1 ? parts.join('; ') : '' };
}

/** How many times as long ours takes as it did, in the same run. */
export function slowdown({ comparisons }: Figure, now: Times, before: Times): number {
  const ratios = comparisons.map(({ group, ours }) => {
    return median(divided(roundsOf(now, group, ours), roundsOf(before, group, ours)));
  });
  return Math.max(...ratios);
}

/** The middle of some numbers, which an outlier does not move. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

function ratioOf({ group, ours, against, beyond }: Comparison, times: Times): number {
  const rounds = roundsOf(times, group, ours);
  if (against === undefined) return median(rounds);
  const others = roundsOf(times, group, against);
  if (beyond === undefined) return median(divided(rounds, others));
  const bare = roundsOf(times, group, beyond);
  const added = (all: readonly number[]): number =>
    median(all.map((time, round) => time - (bare[round] ?? NaN)));
  return added(rounds) / added(others);
}

// Round by round: what slowed a whole round down is in both.
function divided(left: readonly number[], right: readonly number[]): readonly number[] {
  return left.map((time, round) => time / (right[round] ?? NaN));
}

// Without them, a figure is no number.
function roundsOf(times: Times, group: string, name: string): readonly number[] {
  return times.get(group)?.get(name) ?? [];
}
