import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type TokenIdentity, TokenKeys } from './token.js';

const endpoint = 'https://api.example.com';

async function keyOf(identity: TokenIdentity, provider = 'bench'): Promise<string> {
  return new TokenKeys(provider).of(identity);
}

describe('the key of a token', () => {
  it.each<[string, TokenIdentity, TokenIdentity]>([
    ['endpoints', { endpoint }, { endpoint: `${endpoint}/v2` }],
    ['accounts', { endpoint, account: 'a' }, { endpoint, account: 'b' }],
    ['secrets', { endpoint, secret: 'a' }, { endpoint, secret: 'b' }],
    ['scopes', { endpoint, scopes: ['a'] }, { endpoint, scopes: ['a', 'b'] }],
    ['account and secret', { endpoint, account: 'a' }, { endpoint, secret: 'a' }],
    ['no account and an empty one', { endpoint }, { endpoint, account: '' }],
    ['no account and one named null', { endpoint }, { endpoint, account: 'null' }],
    ['no scopes and none', { endpoint }, { endpoint, scopes: [] }],
    ['no scope and an empty one', { endpoint, scopes: [] }, { endpoint, scopes: [''] }],
    ['one scope and two', { endpoint, scopes: ['a,b'] }, { endpoint, scopes: ['a', 'b'] }],
    ['quoted scopes', { endpoint, scopes: ['a","b'] }, { endpoint, scopes: ['a', 'b'] }],
    ['separators', { endpoint, account: 'a","b', secret: 'c' }, { endpoint, account: 'a', secret: 'b","c' }],
    ['parts of other names', { endpoint, audience: 'a' }, { endpoint, resource: 'a' }],
    ['audiences', { endpoint, audience: 'a' }, { endpoint, audience: 'b' }],
    ['a text and a list', { endpoint, permissions: 'a' }, { endpoint, permissions: ['a'] }],
    ['names with separators', { endpoint, 'a","b': 'c' }, { endpoint, a: 'b","c' }],
    ['letter case', { endpoint, account: 'a' }, { endpoint, account: 'A' }],
    ['half characters', { endpoint, account: '\ud800' }, { endpoint, account: '\ud801' }],
  ])('tells different %s apart', async (_, one, other) => {
    expect(await keyOf(one)).not.toBe(await keyOf(other));
  });

  it('tells providers apart', async () => {
    expect(await keyOf({ endpoint }, 'a')).not.toBe(await keyOf({ endpoint }, 'b'));
  });

  it('does not care for the order of scopes, nor change it', async () => {
    const scopes = ['b', 'a'];
    expect(await keyOf({ endpoint, scopes })).toBe(await keyOf({ endpoint, scopes: ['a', 'b'] }));
    expect(scopes).toEqual(['b', 'a']);
  });

  it('does not care for the order of parts, nor for those that are not there', async () => {
    const part = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined));
    const name = fc.string().map((text) => `${text}-`);
    const parts = fc.uniqueArray(fc.tuple(name, part), { selector: ([named]) => named });
    await fc.assert(
      fc.asyncProperty(parts, async (entries) => {
        const present = entries.filter(([, value]) => value !== undefined);
        const reversed = Object.fromEntries(present.reverse());

        expect(await keyOf({ endpoint, ...Object.fromEntries(entries) })).toBe(
          await keyOf({ ...reversed, endpoint }),
        );
      }),
    );
  });

  it('carries nothing in clear', async () => {
    expect(await keyOf({ endpoint, account: 'acme', secret: 'acme' })).toMatch(/^[0-9a-f]{64}$/);
  });

  const identities = fc.record({
    endpoint: fc.string(),
    account: fc.string({ unit: 'binary' }),
    secret: fc.string({ unit: fc.constantFrom('"', ',', '\\', '[', ']', 'n', ' ') }),
    scopes: fc.array(fc.string(), { maxLength: 3 }),
  });

  it('is one key for one identity, whichever were asked for before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(identities, { minLength: 2, maxLength: 4 }),
        fc.array(fc.nat(3), { maxLength: 12 }),
        async (known, order) => {
          const keys = new TokenKeys('bench');
          for (const position of order) {
            const identity = known[position % known.length] ?? { endpoint };
            expect(await keys.of(identity)).toBe(await keyOf({ ...identity }));
          }
        },
      ),
    );
  });

  it('differs wherever anything does', async () => {
    const canonical = ({ scopes, ...rest }: TokenIdentity): unknown => ({
      ...rest,
      scopes: [...(scopes ?? [])].sort(),
    });
    await fc.assert(
      fc.asyncProperty(identities, identities, async (one, other) => {
        const isSame = JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
        expect((await keyOf(one)) === (await keyOf(other))).toBe(isSame);
      }),
    );
  });
});
