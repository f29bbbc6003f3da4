/** How `x-av-date` is written. */
export type DateFormat = 'utc' | 'utc-z';

/**
 * The time as the Smart API takes it: UTC in ISO 8601, without a zone. The guide shows a trailing `Z`, but the
 * live API answers such a date with 500 on every path, so that form is only sent if it is asked for.
 */
export function formatDate(time: number, format: DateFormat): string {
  const date = new Date(time).toISOString();
  return format === 'utc-z' ? date : date.slice(0, -1);
}
