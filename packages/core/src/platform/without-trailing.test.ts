import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withoutTrailing } from './text.js';

it('nothing but the characters at the end is left out', () => {
  const characters = fc.string({ unit: fc.constantFrom('/', '\r', '\n', 'a') });
  fc.assert(
    fc.property(characters, (text) => {
      expect(withoutTrailing(text, '/')).toBe(text.replace(/\/+$/, ''));
      expect(withoutTrailing(text, '\r\n')).toBe(text.replace(/[\r\n]+$/, ''));
    }),
  );
});
