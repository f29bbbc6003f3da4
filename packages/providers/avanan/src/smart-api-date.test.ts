import { describe, expect, it } from '@jest/globals';
import { formatDate } from './smart-api.js';

describe('formatDate', () => {
  const time = Date.UTC(2021, 3, 10, 0, 0, 0, 7);

  it('leaves the zone out, as the live API wants it', () => {
    expect(formatDate(time, 'utc')).toBe('2021-04-10T00:00:00.007');
  });

  it('writes the documented form where it is asked for', () => {
    expect(formatDate(time, 'utc-z')).toBe('2021-04-10T00:00:00.007Z');
  });

  it('always writes milliseconds', () => {
    expect(formatDate(Date.UTC(2026, 0, 1), 'utc')).toBe('2026-01-01T00:00:00.000');
  });
});
