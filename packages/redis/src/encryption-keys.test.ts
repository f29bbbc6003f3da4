import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { parseEncryptionKeys } from './options.js';

const one = randomBytes(32);
const other = randomBytes(32);
// Has every character that differs between base64 and base64url.
const special = Buffer.from(`${'-_'.repeat(21)}8`, 'base64url');

describe('encryption keys', () => {
  it.each([
    ['base64', one.toString('base64')],
    ['base64 without padding', one.toString('base64').replace('=', '')],
    ['base64url', one.toString('base64url')],
    ['base64url with padding', `${one.toString('base64url')}=`],
    ['hexadecimal digits', one.toString('hex')],
    ['upper-case hexadecimal digits', one.toString('hex').toUpperCase()],
    ['bytes', new Uint8Array(one)],
    ['a list of one', [one.toString('base64')]],
    ['a text with white space around it', ` ${one.toString('base64')}\n`],
  ])('are read from %s', (_, given) => {
    expect(parseEncryptionKeys(given)).toEqual([one]);
  });

  it.each(['base64', 'base64url', 'hex'] as const)('are read from %s with special characters', (encoding) => {
    expect(parseEncryptionKeys(special.toString(encoding))).toEqual([special]);
  });

  it.each([
    ['a list', [one.toString('hex'), new Uint8Array(other)]],
    ['a text with commas', `${one.toString('base64')}, ${other.toString('base64url')}`],
    ['a list with one twice', [one, other, one.toString('hex')]],
  ])('keep their order in %s', (_, given) => {
    expect(parseEncryptionKeys(given)).toEqual([one, other]);
  });

  it('are copied, so that nobody changes them afterwards', () => {
    const bytes = new Uint8Array(one);
    const [key] = parseEncryptionKeys(bytes);
    bytes.fill(0);
    expect(key).toEqual(one);
  });

  it.each([
    ['too short', one.toString('base64').slice(1)],
    ['too long', `${one.toString('base64url')}A`],
    ['of 31 bytes', one.subarray(1)],
    ['of 33 bytes', Buffer.concat([one, Buffer.of(1)])],
    ['of mixed alphabets', `${'+_'.repeat(21)}8=`],
    ['with bits that mean nothing', `${'-_'.repeat(21)}9`],
    ['a passphrase', 'correct horse battery staple'],
    ['a number', 42],
    ['null in a list', [null]],
    ['an object', { key: one }],
    ['nothing between commas', `${one.toString('hex')},`],
  ])('are refused if one is %s, with how to make one, and not shown', (_, given) => {
    let error: unknown;
    try {
      parseEncryptionKeys(given);
    } catch (reason) {
      error = reason;
    }
    expect(error).toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      provider: 'redis',
      option: 'encryptionKeys',
      message: expect.stringMatching(
        /^\[@axios-keyring\/redis\] Key \d of encryptionKeys is not 32 bytes .* node -p "require\('crypto'\)\.randomBytes\(32\)\.toString\('base64'\)"/,
      ),
    });
    const visible = inspect(error, { depth: Infinity, showHidden: true });
    for (const text of [one.toString('base64').slice(1, 20), 'correct horse', '-_'.repeat(9)]) {
      expect(visible).not.toContain(text);
    }
  });

  it.each([undefined, '', []])('are missing if there are none: %j', (given) => {
    expect(() => parseEncryptionKeys(given)).toThrow(
      expect.objectContaining({
        code: 'ERR_KEYRING_MISSING_OPTION',
        message: expect.stringMatching(
          /encryptionKeys is missing.*randomBytes.*AXIOS_KEYRING_ENCRYPTION_KEYS/,
        ),
      }),
    );
  });
});
