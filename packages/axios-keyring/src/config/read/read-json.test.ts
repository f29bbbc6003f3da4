import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isKeyringError } from '@axios-keyring/core';
import { readJSON } from './read-json.js';

describe('the place where a text stops being JSON', () => {
  it.each([
    ['{"a": 1,\n "b" 2}', 2, 6, 'colon expected'],
    ['{"a": 1,\n}', 2, 1, 'property name expected'],
    ['{a: 1}', 1, 2, 'a value, or a key in double quotation marks, is expected here'],
    ['[1 2]', 1, 4, 'comma expected'],
    ['{"a": 1 "b": 2}', 1, 9, 'comma expected'],
    ['[1, ]', 1, 5, 'value expected'],
    ['{"a": tru}', 1, 7, 'a value, or a key in double quotation marks, is expected here'],
    ['[', 1, 2, 'close bracket expected'],
    ['{} {}', 1, 4, 'end of file expected'],
    ['{\n  // why\n}', 2, 3, 'JSON has no comments; YAML has'],
    ['"\u0001"', 1, 1, 'invalid character'],
  ])('%j', (text, line, column, reason) => {
    expect(() => readJSON(text)).toThrow(`It is not JSON: in line ${line}, column ${column}, ${reason}.`);
  });

  it('is none in a text that is JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(readJSON(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is told, without a piece of the text', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '{', 'x'), (json, at, piece) => {
        const cut = at % (json.length + 1);
        const text = json.slice(0, cut) + piece + json.slice(cut + 1);
        let message = 'It is not JSON: in line 0, column 0, .';
        try {
          readJSON(text);
        } catch (error) {
          message = isKeyringError(error) ? error.text : String(error);
        }
        // Instead, a key may be there twice, which is named if it is a plain word.
        const isRepeated = /^In line \d+, column \d+, (\(a key\)|"?[\w$-]+"?) is there for the second time/;
        if (!isRepeated.test(message)) {
          expect(message).toMatch(/^It is not JSON: in line \d+, column \d+, [ \w,;:}\]]*\.$/);
        }
      }),
    );
  });
});
