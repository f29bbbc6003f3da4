import { type Figure } from './figure.js';
import { type Times } from './measure-times.js';
import { median } from './median.js';

/**
 * The medians of all contestants, each as a multiple of one of them as well.
 *
 * @param baseline - Whom the others are compared with.
 */
export function timeFigures(times: Times, baseline: string): readonly Figure[] {
  const standard = times.get(baseline) ?? [];
  return [...times].map(([name, rounds]) => {
    const value = median(rounds);
    if (name === baseline) return { name, value, unit: 'µs' };
    // Round by round: what slowed a whole round down is in both.
    const ratios = rounds.map((time, round) => time / (standard[round] ?? NaN));
    return { name, value, unit: 'µs', ratio: { to: baseline, value: median(ratios) } };
  });
}
