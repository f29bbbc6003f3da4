import { describe, expect, it } from '@jest/globals';
import { tracesOf } from './disclosure.js';

const secret = 'a/secret+with ~ everything?';

function isFound(text: string, of = secret): boolean {
  return tracesOf(of).some((trace) => text.includes(trace));
}

describe('the traces of a secret', () => {
  it.each(['base64', 'base64url', 'hex'] as const)('are found in %s, wherever it begins', (encoding) => {
    for (const before of ['', 'u', 'us', 'use']) {
      for (const after of ['', ':', ':p']) {
        expect(isFound(Buffer.from(before + secret + after).toString(encoding))).toBe(true);
      }
    }
  });

  it('are found in URLs', () => {
    expect(isFound(`https://api.example/?key=${encodeURIComponent(secret)}`)).toBe(true);
    expect(isFound(`https://api.example/?${new URLSearchParams({ key: secret }).toString()}`)).toBe(true);
    expect(isFound(Buffer.from(secret).toString('hex').toUpperCase())).toBe(true);
  });

  it('are found by the first characters', () => {
    expect(isFound('It begins with f3b0c442.', 'f3b0c44298fc1c149afbf4c8996fb924')).toBe(true);
    expect(isFound('It begins with f3b0c44.', 'f3b0c44298fc1c149afbf4c8996fb924')).toBe(false);
  });

  it.each([
    ['It has to begin with sk_live_.', 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'],
    ['The endpoint is wrong.', 'endpoint=https://contoso.example/;accesskey=a'],
    ['That is correct.', 'correct horse battery staple'],
    ['abc', 'abcd'],
  ])('are not found in: %s', (text, of) => {
    expect(isFound(text, of)).toBe(false);
  });
});
