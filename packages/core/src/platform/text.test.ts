import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { didYouMean, suggest, withoutTrailing } from './text.js';

describe('a suggestion', () => {
  const options = ['apiToken', 'region', 'applicationId', 'secretKey'];

  it.each([
    ['apitoken', 'apiToken'],
    ['apiTokne', 'apiToken'],
    ['APITOKEN', 'apiToken'],
    ['applicationID', 'applicationId'],
    ['applicatonid', 'applicationId'],
    ['regoin', 'region'],
    ['secret_key', 'secretKey'],
    ['region', 'region'],
  ])('for %s is %s', (written, meant) => {
    expect(suggest(written, options)).toBe(meant);
  });

  it.each(['token', 'key', 'x', '', 'somethingElse'])('for %j there is none', (written) => {
    expect(suggest(written, options)).toBeUndefined();
  });

  it('is the closest, and of two as close the first', () => {
    expect(suggest('abcdef', ['abcxyz', 'abcdex', 'abcdey'])).toBe('abcdex');
  });

  it('is the end of a sentence, or nothing', () => {
    expect(didYouMean('eu1', ['us', 'eu'])).toBe(' Did you mean "eu"?');
    expect(didYouMean('mars', ['us', 'eu'])).toBe('');
    expect(didYouMean('us', [])).toBe('');
  });
});

it('nothing but the characters at the end is left out', () => {
  const characters = fc.string({ unit: fc.constantFrom('/', '\r', '\n', 'a') });
  fc.assert(
    fc.property(characters, (text) => {
      expect(withoutTrailing(text, '/')).toBe(text.replace(/\/+$/, ''));
      expect(withoutTrailing(text, '\r\n')).toBe(text.replace(/[\r\n]+$/, ''));
    }),
  );
});
