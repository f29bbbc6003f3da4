import { describe, expect, it } from '@jest/globals';
import { choice, flag, integer, text } from './builders.js';
import { secret } from './secrets.js';

const description = 'What it is for.';

describe('a declaration says of an option', () => {
  it('what it is for, how it is set, and whether it may be shown', () => {
    const env = 'VENDOR_OPTION';
    const secretFacts = {
      kind: 'secret',
      description,
      env,
      secret: true,
      expected: 'a string, or a function that returns one',
    };
    expect(secret({ env, description }).metadata).toEqual(secretFacts);
    expect(secret({ optional: true, env, description }).metadata).toEqual(secretFacts);
    const textFacts = { kind: 'text', description, env, secret: false, expected: 'a string' };
    expect(text({ env, description }).metadata).toEqual(textFacts);
    expect(text({ optional: true, env, description, secret: true }).metadata).toEqual({
      ...textFacts,
      secret: true,
    });
    expect(flag({ description }).metadata).toEqual({
      kind: 'flag',
      description,
      expected: 'true or false',
      default: 'false',
    });
    expect(integer({ optional: true, description }).metadata).toMatchObject({
      expected: 'an integer of 0 or more',
    });
  });

  it('which values there are, and the default', () => {
    const values = ['us', 'eu'] as const;
    const required = choice(values, { description }).metadata;
    expect(required).toMatchObject({ values, expected: 'one of us, eu' });
    expect(required.default).toBeUndefined();
    expect(choice(values, { description, default: 'eu' }).metadata).toMatchObject({
      values,
      default: 'eu',
    });
  });
});

describe('an integer in a variable', () => {
  const { fromText } = integer({ optional: true, description }).metadata;

  it.each([
    ['0', 0],
    ['12', 12],
    [' 12\n', 12],
    ['-1', '-1'],
    ['1.5', '1.5'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    ['', ''],
    [' ', ' '],
  ])('%j is read as %j', (written, value) => {
    expect(fromText?.(written)).toBe(value);
  });
});
