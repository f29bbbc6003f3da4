/**
 * Contestants that are measured by turns, each group in a process of its own, and how many rounds they take. Where the
 * difference of two times is compared, which is small, it takes more of them.
 */
export const groups = {
  'http, 1 in flight': 31,
  'http, 64 in flight': 31,
  'no body': 45,
  '1 KiB': 91,
  authorize: 25,
  routes: 25,
  exchanges: 1,
  'start-up': 15,
};

/** For each contestant of each group, what came of each round: microseconds, where it is not said otherwise. */
export type Times = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>;

interface Comparison {
  readonly group: keyof typeof groups;
  readonly ours: string;
  /** Without it, the figure is what came of ours alone. */
  readonly against?: string;
  /** What both take anyway. It is taken off, and only what they add is compared. */
  readonly beyond?: string;
  /** What a note calls it, beside others. */
  readonly label?: string;
  /** Whether a note says what ours takes, and not what it takes more. */
  readonly whole?: true;
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
  { group: 'http, 1 in flight', ours, against, label: '1 in flight' },
  { group: 'http, 64 in flight', ours, against, label: '64' },
];

const signatures = (size: string): Comparison => ({
  group: 'authorize',
  ours: `${size}, provider`,
  against: `${size}, node:crypto`,
  label: size,
});

/** What decides, in the order of the README's table. */
export const figures = {
  header: {
    title: 'over http, a header provider against bare axios',
    limit: 1.03,
    comparisons: overHttp('header provider', 'bare axios'),
  },
  direct: {
    title: 'for comparison: axios without redirects and without any interceptor against bare axios',
    comparisons: overHttp('axios without redirects', 'bare axios'),
  },
  signed: {
    title: 'over http, 1 KiB signed with an access key against a hand-written interceptor that signs',
    limit: 0.95,
    comparisons: overHttp('signed, 1 KiB', 'signed by hand, 1 KiB'),
  },
  signedLikeAws: {
    title: 'what the same signature adds to a request against what aws4-axios adds',
    limit: 0.35,
    comparisons: [{ group: '1 KiB', ours: 'signed', against: 'aws4-axios', beyond: 'bare axios' }],
  },
  authorize: {
    title: 'the signature alone against plain node:crypto',
    limit: 1.1,
    comparisons: ['0 B', '1 KiB', '1 MiB'].map(signatures),
  },
  silent: {
    title: 'with an adapter that does nothing, a header provider against bare axios',
    limit: 1.25,
    comparisons: [{ group: 'no body', ours: 'header provider', against: 'bare axios' }],
  },
  unmatched: {
    title: 'the same for a request that no route matches',
    limit: 1.08,
    comparisons: ['provider', 'keyring of 100 routes'].map((label) => ({
      ...{ group: 'no body' as const, ours: `unmatched, ${label}`, against: 'bare axios', label },
    })),
  },
  routes: {
    title: 'a match among 100,000 routes against one among 10',
    limit: 1.1,
    comparisons: [{ group: 'routes', ours: '100,000 routes', against: '10 routes' }],
  },
  exchanges: {
    title: 'exchanges for 10,000 requests at once on an expired token',
    limit: 1,
    comparisons: [{ group: 'exchanges', ours: '10,000 requests' }],
  },
} as const satisfies Readonly<Record<string, Figure>>;

/** What docs/speed.md tells of the time in which a process loads a package. */
export const startUpFigures: readonly Figure[] = [
  '@axios-keyring/taxjar',
  '@axios-keyring/azure-communication',
  'axios-keyring',
].map((name) => ({
  title: `loading ${name} against loading axios`,
  comparisons: ['ESM', 'CommonJS'].map((label) => ({
    ...{ group: 'start-up' as const, ours: `${label}: ${name}`, against: `${label}: axios` },
    ...{ label, whole: true as const },
  })),
}));

/** What came of a figure. */
export interface Finding {
  readonly title: string;
  readonly value: number;
  readonly limit?: number;
  /** What the value is made of. */
  readonly note: string;
}

/** Works a figure out. */
export function find({ comparisons, ...figure }: Figure, times: Times): Finding {
  const found = comparisons.map((comparison) => compare(comparison, times));
  const note = found.map(({ label, text, ratio }) =>
    found.length === 1 ? text : `${label ?? ''}: ${ratio.toFixed(2)}, ${text}`,
  );
  return { ...figure, value: Math.max(...found.map(({ ratio }) => ratio)), note: note.join('; ') };
}

/** Whether a figure is above its bar. What could not be measured is no success. */
export function misses({ value, limit = Infinity }: Finding): boolean {
  return Number.isNaN(value) || value > limit;
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

interface Compared {
  readonly label?: string | undefined;
  readonly ratio: number;
  readonly text: string;
}

function compare({ group, ours, against, beyond, label, whole }: Comparison, times: Times): Compared {
  const rounds = roundsOf(times, group, ours);
  if (against === undefined) return { label, ratio: median(rounds), text: '' };
  const others = roundsOf(times, group, against);
  if (beyond === undefined) {
    const text = whole ? `${(median(rounds) / 1_000).toFixed(1)} ms` : added(rounds, others).text;
    return { label, ratio: median(divided(rounds, others)), text };
  }
  const bare = roundsOf(times, group, beyond);
  const [left, right] = [added(rounds, bare), added(others, bare)];
  return { label, ratio: left.value / right.value, text: `${left.text} and ${right.text}` };
}

// Round by round: what slowed a whole round down is in both.
function divided(left: readonly number[], right: readonly number[]): readonly number[] {
  return left.map((time, round) => time / (right[round] ?? NaN));
}

function added(
  rounds: readonly number[],
  others: readonly number[],
): { readonly value: number; readonly text: string } {
  const value = median(rounds.map((time, round) => time - (others[round] ?? NaN)));
  return { value, text: `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)} µs` };
}

function roundsOf(times: Times, group: string, name: string): readonly number[] {
  const rounds = times.get(group)?.get(name);
  if (!rounds) throw new Error(`There are no times of "${name}" in the group "${group}".`);
  return rounds;
}
