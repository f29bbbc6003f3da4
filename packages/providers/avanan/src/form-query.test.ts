import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formQuery } from './form-query.js';

function written(query: string): string {
  const url = new URL('https://api.example/v1.0/task/123');
  url.search = query;
  url.search = formQuery(url.search);
  return url.search;
}

function pairs(query: string): [string, string][] {
  const url = new URL('https://api.example/');
  url.search = query;
  return [...url.searchParams];
}

// Full of what is easily got wrong: signs, half escapes, escapes in either case, spaces in all three forms.
const query = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('%', '2', '0', '3', 'a', 'A', 'F', '+', '&', '=', ' ', ':', '~', '%20'),
  }),
);

describe('formQuery', () => {
  it.each([
    ['?scope=mt-prod-3:acme', '?scope=mt-prod-3%3Aacme'],
    ['?q=a b', '?q=a+b'],
    ['?q=a%20b', '?q=a+b'],
    ['?q=a+b', '?q=a+b'],
    ['?q=a%2Bb', '?q=a%2Bb'],
    ["?q='it''s'", '?q=%27it%27%27s%27'],
    ['?q=!()~*-._', '?q=%21%28%29%7E*-._'],
    ['?q=$,;/?@[]', '?q=%24%2C%3B%2F%3F%40%5B%5D'],
    ['?q=ä€', '?q=%C3%A4%E2%82%AC'],
    ['?a=1&b=2&a=3', '?a=1&b=2&a=3'],
    ['?a&b=&=c', '?a&b=&=c'],
    ['?q=100%', '?q=100%25'],
    ['?q=%zz', '?q=%25zz'],
    ['', ''],
    ['?', ''],
  ])('writes %s as %s', (before, after) => {
    expect(written(before)).toBe(after);
  });

  it.each(['?scope=mt-prod-3%3Aacme', '?scope=mt-prod-3%3aacme', '?q=%7E%21%2f%41'])(
    'keeps the escapes of %s as they are',
    (before) => {
      expect(written(before)).toBe(before);
    },
  );

  it('leaves what a form would have written unchanged', () => {
    const parameters = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })));
    fc.assert(
      fc.property(parameters, (entries) => {
        const form = new URLSearchParams(entries).toString();
        expect(written(form)).toBe(form === '' ? '' : `?${form}`);
      }),
    );
  });

  it('never changes what the query means', () => {
    fc.assert(
      fc.property(query, (before) => {
        expect(pairs(written(before))).toEqual(pairs(before));
      }),
      { numRuns: 1000 },
    );
  });

  it('writes nothing but what forms write, and so changes nothing the second time', () => {
    fc.assert(
      fc.property(query, (before) => {
        const after = written(before);
        expect(after).toMatch(/^(\?([\w*\-.+&=]|%[\da-f]{2})*)?$/i);
        expect(written(after)).toBe(after);
      }),
    );
  });
});
