import { request } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it, jest } from '@jest/globals';
import { everythingVisible } from '../fixtures/everything-visible.js';
import { identifier, text } from '../options/builders.js';
import { rotatingSecret, secret, token } from '../options/secrets.js';
import { defineProvider } from '../provider.js';
import { headerValueProblem, textProblem } from './text-problems.js';

describe('a header value', () => {
  it.each([
    'a',
    'Bearer abc.def-ghi_jkl',
    'with spaces inside',
    'tab\tinside',
    'grüße',
    '\u00ff',
    '~!@#$%^&*()',
  ])('%j can be sent', (value) => {
    expect(headerValueProblem(value)).toBeUndefined();
  });

  const lineBreak = 'contains a line break or a NUL character';
  const space = 'starts or ends with white space';
  const character =
    'contains a character that a header cannot carry (only Latin-1 without control characters)';

  it.each([
    ['', 'is empty'],
    ['a\r\nX-Injected: b', lineBreak],
    ['a\n', lineBreak],
    ['\r', lineBreak],
    ['a\0b', lineBreak],
    [' a', space],
    ['a\t', space],
    ['   ', space],
    ['\u00a0a', space],
    ['a\u0001', character],
    ['a\u007fb', character],
    ['1 €', character],
    ['世界', character],
    ['🙂', character],
  ])('%j %s', (value, problem) => {
    expect(headerValueProblem(value)).toBe(problem);
  });

  it('is what Node sends unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        if (headerValueProblem(value) !== undefined) return;
        const outgoing = request({ host: '127.0.0.1', port: 1, createConnection: () => null });
        outgoing.on('error', () => undefined);
        outgoing.setHeader('x-value', value);
        expect(outgoing.getHeader('x-value')).toBe(value);
        outgoing.destroy();
      }),
    );
  });
});

describe('a text that is encoded before it is sent', () => {
  it.each(['a', ' a ', '世界 €', 'a\tb', '\u0001'])('%j may be any', (value) => {
    expect(textProblem(value)).toBeUndefined();
  });

  it.each([
    ['', 'is empty'],
    ['a\n', 'contains a line break or a NUL character'],
    ['\0', 'contains a line break or a NUL character'],
    ['schl\uFFFDssel', 'contains U+FFFD, which somebody put in the place of bytes that are not UTF-8'],
  ])('%j %s', (value, problem) => {
    expect(textProblem(value)).toBe(problem);
  });
});

const description = 'What it is.';

const example = defineProvider({
  name: 'example',
  environmentPrefix: 'EXAMPLE',
  options: {
    key: secret({ env: 'EXAMPLE_KEY', description }),
    password: secret({
      optional: true,
      description,
      sentAs: 'encoded',
      check: () => 'is not what it should be',
    }),
    pair: rotatingSecret({ optional: true, description }),
    token: token({ optional: true, description }),
    account: text({ optional: true, description }),
    company: identifier({ optional: true, description }),
  },
  baseURLs: () => ['https://api.example.com'],
  authorize:
    ({ key }) =>
    async (request) => ({ headers: { Authorization: await key(request) } }),
});

function problemOf(input: Parameters<typeof example>[0]): string {
  try {
    example({ key: 'a-key', ...input });
  } catch (error) {
    expect(everythingVisible(error)).not.toContain('canary');
    return String(Reflect.get(Object(error), 'text'));
  }
  return 'none';
}

const quoted =
  'is in quotation marks, which nothing took away (an env file of Docker keeps them): leave them out';
const variable =
  'is a variable, as $NAME or ${NAME}, in whose place nothing put its value: set the value itself (in a shared config, { "env": "NAME" })';

describe('a value that a shell should have read', () => {
  it.each(['"canary"', "'canary'", '`canary`', '""'])('is refused within quotation marks: %s', (value) => {
    expect(problemOf({ key: value })).toBe(
      `key ${quoted}. If that is the secret indeed, give a function that returns it. Set it in example({ key }) or in EXAMPLE_KEY.`,
    );
  });

  it.each([
    '$CANARY',
    '${canary}',
    '${CANARY:-}',
    '$(cat canary)',
    '$(CANARY)',
    '${{ secrets.canary }}',
    '%CANARY%',
  ])('is refused as the name of a variable: %s', (value) => {
    expect(problemOf({ key: value })).toContain(`key ${variable}. `);
  });

  it.each(['"', 'a"b"', '"a" b', '$ecret', '$2b$10$canary', '100%', "'tis"])(
    'may look like one: %s',
    (value) => {
      expect(problemOf({ key: value })).toBe('none');
    },
  );

  it('is refused in every kind of option, also in one that is encoded before it is sent', () => {
    expect(problemOf({ password: '"canary"' })).toContain(`password ${quoted}`);
    expect(problemOf({ pair: ['a', '${canary}'] })).toContain(`pair (the second of the two) ${variable}`);
    expect(problemOf({ token: '"canary"' })).toContain(`token ${quoted}`);
    expect(problemOf({ company: '"1234"' })).toBe(`company ${quoted}. Set it in example({ company }).`);
    expect(problemOf({ account: '"canary"' })).toBe(`account ${quoted}. Set it in example({ account }).`);
  });

  it('is refused in the environment', () => {
    jest.replaceProperty(process, 'env', { EXAMPLE_KEY: '"canary"' });

    expect(problemOf({ key: undefined })).toContain(`key ${quoted}`);
    jest.restoreAllMocks();
  });

  it('is what a function returns, if that returns it', async () => {
    const interceptor = example({ key: () => '"a-password"' });

    await expect(interceptor.authorize({ url: 'https://api.example.com' })).resolves.toMatchObject({
      headers: { Authorization: '"a-password"' },
    });
  });
});
