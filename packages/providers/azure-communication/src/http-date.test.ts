import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { httpDate } from './signature.js';

it('is what JavaScript writes, whatever was written before', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4_102_444_800_000 }), { minLength: 1 }), (times) => {
      for (const time of [...times, ...times.map((first) => first + 1), ...times]) {
        expect(httpDate(time)).toBe(new Date(time).toUTCString());
      }
    }),
  );
});
