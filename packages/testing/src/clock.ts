import type { Refuse } from './refusal.js';

const toleranceMinutes = 5;

/**
 * Refuses a time that is too far from the clock.
 *
 * @param header - the name of the header that held the time
 * @param time - milliseconds since 1970
 * @param now - milliseconds since 1970
 */
export function requireRecent(header: string, time: number, now: number, refuse: Refuse): void {
  const seconds = Math.round((now - time) / 1000);
  if (Math.abs(now - time) > toleranceMinutes * 60_000) {
    const side = seconds > 0 ? 'behind' : 'ahead of';
    throw refuse(
      `The time in ${header} is ${Math.abs(seconds)} seconds ${side} the clock; ${toleranceMinutes} minutes are allowed.`,
    );
  }
}
