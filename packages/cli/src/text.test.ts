import { describe, expect, it } from '@jest/globals';
import { printable } from './text.js';

describe('printable', () => {
  it('keeps texts of all languages, line breaks and tabs', () => {
    expect(printable('größer\t税\nline\r\nline')).toBe('größer\t税\nline\nline');
  });

  it.each(['\u001b[2J', '\u0007', '\r', '\u009b', '\u202e', '\u0000'])('takes %j its power', (text) => {
    expect(printable(`a${text}b`)).toMatch(/^a\ufffd.*b$/);
  });
});
