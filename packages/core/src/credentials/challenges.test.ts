import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import known from '../fixtures/challenges.json' with { type: 'json' };
import { challengeHint, parseChallenges } from './challenges.js';

function read(header: string): object[] {
  return parseChallenges(header).map(({ scheme, parameters, token }) => ({
    scheme,
    ...Object.fromEntries(parameters),
    ...(token !== undefined && { token68: token }),
  }));
}

const hintFor = (header: string | undefined, used: string): string | undefined =>
  challengeHint({ header: () => header }, used);

describe('challenges', () => {
  it.each(known)('of $source are read: $name', ({ wwwAuthenticate, challenges }) => {
    expect(read(wwwAuthenticate)).toEqual(
      challenges.map(({ scheme, ...parameters }) => ({ scheme: scheme.toLowerCase(), ...parameters })),
    );
  });

  it.each([
    [undefined, []],
    ['', []],
    [', ,', []],
    ['Basic', [{ scheme: 'basic' }]],
    ['NTLM, basic REALM = "a \\"b\\", c"', [{ scheme: 'ntlm' }, { scheme: 'basic', realm: 'a "b", c' }]],
    ['realm="nobody asked"', []],
    [
      'Bearer realm="x", error="invalid_token" , error_description="it\\\\s"',
      [{ scheme: 'bearer', realm: 'x', error: 'invalid_token', error_description: 'it\\s' }],
    ],
    ['Basic realm="no end', [{ scheme: 'basic', realm: 'no end' }]],
  ])('in %j are %j', (header, challenges) => {
    expect(header === undefined ? parseChallenges(undefined) : read(header)).toEqual(challenges);
  });

  it('are read of anything, in a time that grows with its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => parseChallenges(header).length <= header.length),
    );
    expect(parseChallenges(`Digest ${'a="\\"",'.repeat(20_000)}`)).toHaveLength(1);
    expect(parseChallenges('"'.repeat(100_000))).toEqual([]);
  });
});

it.each([
  ['Digest realm="a"', 'Basic', 'The API asks for digest, and not for Basic. Use the scheme digest.'],
  [
    'Bearer, DPoP algs="ES256"',
    'Basic',
    'The API asks for bearer or dpop, and not for Basic. Use the scheme bearer or oauth2.',
  ],
  ['Negotiate', 'Basic', 'The API asks for negotiate, and not for Basic.'],
  ['Digest realm="a", basic realm="b"', 'Basic', undefined],
  [undefined, 'Basic', undefined],
])('a refusal with %j of a request with %s is explained', (header, used, hint) => {
  expect(hintFor(header, used)).toBe(hint);
});
