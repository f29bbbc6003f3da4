import { describe, expect, it } from '@jest/globals';
import { defineProvider } from '../provider.js';
import { text } from './builders.js';
import { list, map } from './collections.js';
import { secret } from './secrets.js';

const collecting = defineProvider({
  name: 'collecting',
  options: {
    headers: map({
      description: 'Secrets by header.',
      of: secret({ description: 'A secret.' }),
      checkName: (name) => (name.includes(' ') ? 'has a space in its name' : undefined),
    }),
    scopes: list({ optional: true, description: 'Scopes.', of: text({ description: 'A scope.' }) }),
  },
  hosts: [],
  baseURLs: () => ['https://api.example'],
  authorize:
    ({ headers, scopes }) =>
    async (request) => {
      const entries = Object.entries(headers).map(
        async ([name, read]) => [name, await read(request)] as const,
      );
      return {
        headers: { ...Object.fromEntries(await Promise.all(entries)), scope: scopes?.join(' ') ?? 'none' },
      };
    },
});

describe('a map and a list', () => {
  it('have members that are read as options of their own', async () => {
    const given = { headers: { 'X-A': 'one', 'X-B': () => Promise.resolve('two') }, scopes: ['a', 'b'] };
    const url = 'https://api.example/';

    expect((await collecting(given).authorize({ url })).headers).toEqual({
      'X-A': 'one',
      'X-B': 'two',
      scope: 'a b',
    });
    expect((await collecting({ headers: { 'X-A': 'one' } }).authorize({ url })).headers.scope).toBe('none');
  });

  it.each([
    [{ headers: {} }, 'headers is empty.'],
    [
      { headers: [] },
      'headers has to be an object whose members are each a string, or a function that returns one.',
    ],
    [{ headers: { 'X-A': 7 } }, 'headers has a member X-A that has to be a string'],
    [{ headers: { 'X-A': 'a\nb' } }, 'headers has a member X-A that contains a line break'],
    [{ headers: { 'X A': 'a' } }, 'headers has a member X A that has a space in its name.'],
    [{ headers: { a: 'a' }, scopes: [] }, 'scopes is empty.'],
    [{ headers: { a: 'a' }, scopes: 'a b' }, 'scopes has to be a list whose members are each a string.'],
    [{ headers: { a: 'a' }, scopes: ['a', 7] }, 'scopes has a member 2 that has to be a string.'],
    [{}, 'headers is missing.'],
  ])('%j is refused with its place', (options, message) => {
    expect(() => void Reflect.apply(collecting, undefined, [options])).toThrow(message);
  });

  it('a function of a member is named by that member', async () => {
    const interceptor = collecting({ headers: { 'X-A': () => undefined } });

    await expect(interceptor.authorize({ url: 'https://api.example/' })).rejects.toMatchObject({
      option: 'headers.X-A',
      message: expect.stringContaining('The function given as headers.X-A returned nothing'),
    });
  });
});
