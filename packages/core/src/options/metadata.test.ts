import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { choice } from './choice.js';
import { flag } from './flag.js';
import { optionalInteger } from './integer.js';
import { metadataOf } from './metadata.js';
import { optionalSecret, secret } from './secret.js';
import { optionalText, text } from './text.js';

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
    expect(metadataOf(secret({ env, description }))).toEqual(secretFacts);
    expect(metadataOf(optionalSecret({ env, description }))).toEqual(secretFacts);
    const textFacts = { kind: 'text', description, env, secret: false, expected: 'a string' };
    expect(metadataOf(text({ env, description }))).toEqual(textFacts);
    expect(metadataOf(optionalText({ env, description, secret: true }))).toEqual({
      ...textFacts,
      secret: true,
    });
    expect(metadataOf(flag({ description }))).toEqual({
      kind: 'flag',
      description,
      expected: 'true or false',
      default: 'false',
    });
    expect(metadataOf(optionalInteger({ description }))).toMatchObject({
      expected: 'an integer of 0 or more',
    });
  });

  it('which values there are, and the default', () => {
    const values = ['us', 'eu'] as const;
    const required = metadataOf(choice(values, { description }));
    expect(required).toMatchObject({ values, expected: 'one of us, eu' });
    expect(required.default).toBeUndefined();
    expect(metadataOf(choice(values, { description, default: 'eu' }))).toMatchObject({
      values,
      default: 'eu',
    });
  });

  it('something also where it was declared without us', () => {
    expect(metadataOf(v.string())).toEqual({ kind: 'code', description: '', expected: 'as described' });
  });
});

describe('an integer in a variable', () => {
  const { fromText } = metadataOf(optionalInteger({ description }));

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
