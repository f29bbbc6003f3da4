import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findJSONProblem } from './json-position.js';
import { readJSON } from './read-json.js';

describe('the place where a text stops being JSON', () => {
  it.each([
    ['{"a": 1,\n "b" 2}', 2, 6, 'a colon is expected here'],
    ['{"a": 1,\n}', 2, 1, 'a key in double quotation marks is expected here'],
    ['{a: 1}', 1, 2, 'a key in double quotation marks, or }, is expected here'],
    ['[1 2]', 1, 4, 'a comma or ] is expected here'],
    ['{"a": 1 "b": 2}', 1, 9, 'a comma or } is expected here'],
    ['[1, ]', 1, 5, 'a value is expected here'],
    ['{"a": tru}', 1, 7, 'a value is expected here'],
    ['[', 1, 2, 'a value or ] is expected here, but the text ends'],
    ['{} {}', 1, 4, 'the text should end here'],
    ['{\n  // why\n}', 2, 3, 'JSON has no comments; YAML has'],
    ['"\u0001"', 1, 1, 'a value is expected here'],
  ])('%j', (text, line, column, reason) => {
    expect(findJSONProblem(text)).toEqual({ line, column, reason });
  });

  it('is at the end of no text that is JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(findJSONProblem(text)).toMatchObject({ reason: expect.stringContaining('the text ends') });
      }),
    );
  });

  it('is where JSON.parse says, if it says so', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '{', 'x'), (json, at, piece) => {
        const cut = at % (json.length + 1);
        const text = json.slice(0, cut) + piece + json.slice(cut + 1);
        const result = readJSON(text);
        const problem = 'problem' in result ? result.problem : 'It is not JSON: in line 0, column 0, .';
        expect(problem).toMatch(/^It is not JSON: in line \d+, column \d+, [ \w,;:}\]]*\.$/);
      }),
    );
  });
});
