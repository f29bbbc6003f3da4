import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accessKeyProblem, parseConnectionString } from './connection-string.js';

const endpoint = 'https://contoso.communication.azure.com/';
const accessKey = Buffer.from('a sample key').toString('base64');

const keys = fc
  .uint8Array({ minLength: 1, maxLength: 64 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));
const spaces = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 2 });

/** A name with the case of each letter chosen anew. */
function inAnyCase(name: string): fc.Arbitrary<string> {
  return fc.mixedCase(fc.constant(name));
}

/** An entry with spaces wherever somebody may have put them. */
function entry(name: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(spaces, name, spaces, spaces, value, spaces)
    .map(([a, key, b, c, written, d]) => `${a}${key}${b}=${c}${written}${d}`);
}

describe('parseConnectionString', () => {
  it.each([
    ['as the portal shows it', `endpoint=${endpoint};accesskey=${accessKey}`],
    ['in the other order', `accesskey=${accessKey};endpoint=${endpoint}`],
    ['in capitals', `ENDPOINT=${endpoint};AccessKey=${accessKey}`],
    ['with spaces', ` endpoint = ${endpoint} ; accesskey = ${accessKey} `],
    ['with a semicolon at the end', `endpoint=${endpoint};accesskey=${accessKey};`],
    ['with several semicolons', `;endpoint=${endpoint};;accesskey=${accessKey};;`],
    ['with an entry that nobody knows', `endpoint=${endpoint};region=europe;accesskey=${accessKey}`],
    ['with a line break after it, as a file has', `endpoint=${endpoint};accesskey=${accessKey}\n`],
  ])('is read %s', (_, text) => {
    expect(parseConnectionString(text)).toStrictEqual({ endpoint, accessKey });
  });

  it('is read whatever its order, case and spaces', () => {
    const other = entry(fc.constantFrom('region', 'comment', 'x'), fc.constant('a'));
    const written = keys.chain((key) =>
      fc
        .tuple(
          entry(inAnyCase('endpoint'), fc.constant(endpoint)),
          entry(inAnyCase('accesskey'), fc.constant(key)),
          fc.option(other),
          fc.constantFrom('', ';', ' ; ;'),
        )
        .chain(([first, second, third, end]) => {
          const entries = third === null ? [first, second] : [first, second, third];
          return fc
            .shuffledSubarray(entries, { minLength: entries.length })
            .map((shuffled) => ({ key, text: shuffled.join(';') + end }));
        }),
    );
    fc.assert(
      fc.property(written, ({ key, text }) => {
        expect(parseConnectionString(text)).toStrictEqual({ endpoint, accessKey: key });
      }),
    );
  });

  it.each([
    ['nothing', '', 'has no endpoint=…'],
    ['only a word', 'endpoint', 'has no endpoint=…'],
    ['only a key', `accesskey=${accessKey}`, 'has no endpoint=…'],
    ['an empty endpoint', `endpoint=;accesskey=${accessKey}`, 'has no endpoint=…'],
    ['only an endpoint', `endpoint=${endpoint}`, 'has no accesskey=…'],
    ['an empty key', `endpoint=${endpoint};accesskey=`, 'has no accesskey=…'],
    ['the key under another name', `endpoint=${endpoint};key=${accessKey}`, 'has no accesskey=…'],
    ['a comma between', `endpoint=${endpoint},accesskey=${accessKey}`, 'has no accesskey=…'],
    ['two endpoints', `endpoint=a;endpoint=b;accesskey=${accessKey}`, 'has an entry twice'],
    ['two keys', `endpoint=a;accesskey=${accessKey};AccessKey=${accessKey}`, 'has an entry twice'],
    [
      'a key that was cut',
      `endpoint=a;accesskey=${accessKey.slice(0, -1)}`,
      'an accesskey that is not base64',
    ],
    ['a key in quotes', `endpoint=a;accesskey="${accessKey}"`, 'an accesskey that is not base64'],
    ['a key in base64url', `endpoint=a;accesskey=ab_-`, 'an accesskey that is not base64'],
  ])('says what is wrong with %s', (_, text, problem) => {
    expect(parseConnectionString(text)).toStrictEqual({ problem: expect.stringContaining(problem) });
  });

  it('never repeats any of what it refuses', () => {
    const pieces = fc.constantFrom('endpoint', 'accesskey', 'EndPoint', '=', '==', ';', ' ', '/', '\n', '"');
    const secret = 'cGxlYXNlRG9Ob3RTaG93';
    const texts = fc.array(fc.oneof(pieces, fc.constant(secret), fc.constant(`${secret}!`)), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(texts, (parts) => {
        const result = parseConnectionString(parts.join(''));
        if ('problem' in result) expect(result.problem).not.toContain(secret.slice(0, 8));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('accessKeyProblem', () => {
  it('accepts every key in base64', () => {
    fc.assert(
      fc.property(keys, (key) => {
        expect(accessKeyProblem(key)).toBeUndefined();
      }),
    );
  });

  it.each(['p', 'pw', 'pw=', 'pw===', 'p===', '====', 'pw==pw==', 'p w=', 'pw==\n', 'ab_-', 'pä==', 'pw--'])(
    'refuses "%s" without repeating it',
    (key) => {
      const problem = accessKeyProblem(key);

      expect(problem).toBe('is not base64: copy it from the portal whole, with its = at the end');
    },
  );
});
