import { request } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { headerValueProblem, textProblem } from './header-value.js';

describe('a header value', () => {
  it.each([
    'a',
    'Bearer abc.def-ghi_jkl',
    'with spaces inside',
    'tab\tinside',
    'grüße',
    '\u00ff',
    '~!@#$%^&*()',
  ])('%j can be sent', (value) => {
    expect(headerValueProblem(value)).toBeUndefined();
  });

  const lineBreak = 'contains a line break or a NUL character';
  const space = 'starts or ends with white space';
  const character =
    'contains a character that a header cannot carry (only Latin-1 without control characters)';

  it.each([
    ['', 'is empty'],
    ['a\r\nX-Injected: b', lineBreak],
    ['a\n', lineBreak],
    ['\r', lineBreak],
    ['a\0b', lineBreak],
    [' a', space],
    ['a\t', space],
    ['   ', space],
    ['\u00a0a', space],
    ['a\u0001', character],
    ['a\u007fb', character],
    ['1 €', character],
    ['世界', character],
    ['🙂', character],
  ])('%j %s', (value, problem) => {
    expect(headerValueProblem(value)).toBe(problem);
  });

  it('is what Node sends unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        if (headerValueProblem(value) !== undefined) return;
        const outgoing = request({ host: '127.0.0.1', port: 1, createConnection: () => null });
        outgoing.on('error', () => undefined);
        outgoing.setHeader('x-value', value);
        expect(outgoing.getHeader('x-value')).toBe(value);
        outgoing.destroy();
      }),
    );
  });
});

describe('a text that is encoded before it is sent', () => {
  it.each(['a', ' a ', '世界 €', 'a\tb', '\u0001'])('%j may be any', (value) => {
    expect(textProblem(value)).toBeUndefined();
  });

  it.each([
    ['', 'is empty'],
    ['a\n', 'contains a line break or a NUL character'],
    ['\0', 'contains a line break or a NUL character'],
    ['schl\uFFFDssel', 'contains U+FFFD, which somebody put in the place of bytes that are not UTF-8'],
  ])('%j %s', (value, problem) => {
    expect(textProblem(value)).toBe(problem);
  });
});
