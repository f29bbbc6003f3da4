import { type Times } from './measure-times.js';
import { median } from './median.js';

/** What a contestant takes beyond another, in microseconds: the median of the differences round by round. */
export function addedCost(times: Times, name: string, baseline: string): number {
  const standard = roundsOf(times, baseline);
  return median(roundsOf(times, name).map((time, round) => time - (standard[round] ?? NaN)));
}

/** What a contestant takes as a multiple of another: the median of the ratios round by round. */
export function ratioOf(times: Times, name: string, baseline: string): number {
  const standard = roundsOf(times, baseline);
  return median(roundsOf(times, name).map((time, round) => time / (standard[round] ?? NaN)));
}

function roundsOf(times: Times, name: string): readonly number[] {
  const rounds = times.get(name);
  if (!rounds) throw new Error(`There are no times of ${name}.`);
  return rounds;
}

/** A difference in microseconds as it stands in a note. */
export function plusMicroseconds(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(1)} µs`;
}
