import { looksHarmless } from '../place.js';
import { describeType } from './plain.js';

/** What was found, for messages: a short word or number as it is, and only the type of anything else. */
export function quoted(value: unknown): string {
  if (typeof value === 'string' && looksHarmless(value)) return `"${value}"`;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Math.abs(value) < 1e6) return String(value);
  return describeType(value);
}
