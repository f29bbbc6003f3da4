import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { resolveOptions } from './resolve-options.js';
import { rotatingSecret } from './secrets.js';

const accessKey = rotatingSecret({
  optional: true,
  env: 'EXAMPLE_ACCESS_KEY',
  description: 'A key, or both.',
  sentAs: 'encoded',
  check: (key) => (key.endsWith('=') ? undefined : 'does not end in ='),
});
const declaration = { name: 'example', options: { accessKey }, sets: [] };

beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('an option for a secret or two', () => {
  it.each([['a='], [['a=', 'b=']], [() => 'a='], [undefined]])('takes %p', (value) => {
    expect(accessKey.check(value)).toHaveProperty('output');
  });

  it('is read from the environment', () => {
    jest.replaceProperty(process, 'env', { EXAMPLE_ACCESS_KEY: 'hunter2=' });
    expect(resolveOptions<{ accessKey: unknown }>(declaration, {}).options.accessKey).toBeInstanceOf(
      Function,
    );
    expect(accessKey.metadata).toMatchObject({ secret: true, env: 'EXAMPLE_ACCESS_KEY' });
  });

  it.each<[string, unknown, string]>([
    ['one that fails the check', 'hunter2', 'accessKey does not end in =.'],
    ['a wrong first one', ['hunter2', 'b='], 'accessKey (the first of the two) does not end in =.'],
    ['a wrong second one', ['hunter2=', 'hunter3'], 'accessKey (the second of the two) does not end in =.'],
    ['an empty one', ['', 'hunter2='], 'accessKey (the first of the two) is empty.'],
    [
      'a list of one',
      ['hunter2='],
      'accessKey has to be a string, or a function that returns one, or a list',
    ],
    ['a list of three', ['hunter2=', 'b=', 'c='], 'accessKey has to be a string'],
    ['a list of functions', [() => 'hunter2=', () => 'b='], 'accessKey has to be a string'],
    ['a number', 42, 'accessKey has to be a string'],
  ])('refuses %s, and does not repeat it', (_, value, problem) => {
    const given = {};
    Reflect.set(given, 'accessKey', value);
    let message = '';
    try {
      resolveOptions(declaration, given);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(problem);
    expect(message).toContain('Set it in example({ accessKey }) or in EXAMPLE_ACCESS_KEY.');
    expect(message).not.toContain('hunter');
  });
});
