import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readToken } from './smart-api.js';

const token = webToken({ exp: 1_800_000_000 });

function webToken(claims: unknown): string {
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ alg: 'RS256' })}.${encode(claims)}.a_signature-of-64`;
}

describe('readToken', () => {
  it.each([
    ['as bare text, as the live API answers', token],
    ['with white space around it', `\r\n ${token}\n`],
    ['in quotes', `"${token}"`],
    ['in quotes with white space around', ` "${token}" \n`],
    ['as token', JSON.stringify({ token })],
    ['as data.token', JSON.stringify({ data: { token } })],
    ['as responseData', JSON.stringify({ responseEnvelope: { responseCode: 0 }, responseData: token })],
    ['as responseData.token', JSON.stringify({ responseData: { token } })],
    ['as a list in responseData', JSON.stringify({ responseData: [token] })],
    ['as a list of objects in responseData', JSON.stringify({ responseData: [{ token }] })],
  ])('finds a token %s', (_, body) => {
    expect(readToken(body)).toBe(token);
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['a page', '<!doctype html><title>Sign in</title>'],
    ['a sentence', 'Unauthorized'],
    ['two parts only', 'aaaa.bbbb'],
    ['four parts', 'aaaa.bbbb.cccc.dddd'],
    ['a token with a line break inside', `${token}\r\nX-Other: 1`],
    ['a token with a character that no token has', `${token}é`],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['an error', '{"message":"Forbidden"}'],
    ['broken JSON', '{"token":'],
    ['a number as the token', '{"token":12}'],
    ['null as the token', '{"token":null}'],
    ['an empty token', '{"token":""}'],
    ['an empty list', '{"responseData":[]}'],
    ['brackets beyond number', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['an inherited name', '{"__proto__":{"token":"a.b.c"}}'],
  ])('finds none in %s', (_, body) => {
    expect(readToken(body)).toBeUndefined();
  });

  it('never fails, and never gives what a header could not carry', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (body) => {
        expect(readToken(body) ?? 'a.b.c').toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
      }),
    );
  });
});
