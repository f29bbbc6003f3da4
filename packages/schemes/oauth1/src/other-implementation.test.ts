import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import OAuth from 'oauth-1.0a';
import { fixed } from './fixtures/fixed.js';
import { oauth1 } from './index.js';

afterEach(() => {
  jest.restoreAllMocks();
});

const time = 1_700_000_000_000;
const methods = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256', 'HMAC-SHA512': 'sha512' } as const;

interface Case {
  readonly signatureMethod: keyof typeof methods;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly token: string | undefined;
  readonly tokenSecret: string;
  readonly method: string;
  /** From the root of the host. */
  readonly target: string;
  readonly form: Readonly<Record<string, string>> | undefined;
}

/** The header that oauth-1.0a makes, part by part. */
function theirs(
  { signatureMethod, consumerKey, consumerSecret, ...rest }: Case,
  url: string,
): readonly string[] {
  const { token, tokenSecret, method, form } = rest;
  const other = new OAuth({
    consumer: { key: consumerKey, secret: consumerSecret },
    signature_method: signatureMethod,
    hash_function: (base, key) => createHmac(methods[signatureMethod], key).update(base).digest('base64'),
  });
  Object.assign(other, { getNonce: () => 'nonce', getTimeStamp: () => time / 1000 });
  const given = token === undefined ? undefined : { key: token, secret: tokenSecret };
  const authorized = other.authorize({ url, method, data: form && { ...form } }, given);
  return partsOf(other.toHeader(authorized).Authorization);
}

const partsOf = (header = ''): readonly string[] => header.replace('OAuth ', '').split(', ').sort();

/** The header that leaves. */
async function ours(
  { token, tokenSecret, method, form, ...rest }: Case,
  url: string,
): Promise<readonly string[]> {
  const { signatureMethod, consumerKey, consumerSecret } = rest;
  const interceptor = oauth1({
    ...{ signatureMethod, consumerKey, consumerSecret, baseURL: new URL(url).origin },
    ...(token !== undefined && { token, tokenSecret }),
  });
  const { credential } = await interceptor.authorize({
    ...{ method, url, body: new URLSearchParams(form).toString() },
    ...(form && { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }),
  });
  return partsOf(credential.headers?.Authorization);
}

const textOf = (minLength: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: 'binary', minLength, maxLength: 12 })
    .filter((text) => !/[\r\n\0\uFFFD]|^[$%"'`]/.test(text));
// What it reads right: names that need no encoding, each once.
const name = fc.stringMatching(/^[a-np-z][\w.~-]{0,8}$/);

const cases: fc.Arbitrary<Case & { query: Readonly<Record<string, string>> }> = fc.record({
  signatureMethod: fc.constantFrom('HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512'),
  ...{ consumerKey: textOf(1), consumerSecret: textOf(1), tokenSecret: textOf(1) },
  token: fc.option(textOf(1), { nil: undefined }),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  target: fc.constantFrom('/', '/a', '/a%20b/c', '/1/x.json', "/a'(b)!*"),
  query: fc.dictionary(
    name.map((text) => `q${text}`),
    textOf(0),
    { maxKeys: 5 },
  ),
  form: fc.option(
    fc.dictionary(
      name.map((text) => `f${text}`),
      textOf(0),
      { maxKeys: 5 },
    ),
    { nil: undefined },
  ),
});

describe('oauth-1.0a', () => {
  it('makes the same header for 500 requests that it reads right', async () => {
    fixed(time);
    await fc.assert(
      fc.asyncProperty(cases, async ({ query, target, ...given }) => {
        const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
        const { href } = new URL(
          target + (pairs.length > 0 ? `?${pairs.join('&')}` : ''),
          'https://api.example:8443',
        );
        const one = { ...given, target };
        expect(await ours(one, href)).toEqual(theirs(one, href));
      }),
      { numRuns: 500 },
    );
  });

  // Each as RFC 5849, section 3.4.1.3.1, has it, and as a server reckons it.
  it.each([
    ['a plus, which is a space', '?a=x+y', 'a=x%20y'],
    ['a value with an equals sign', '?a=b=c', 'a=b%3Dc'],
    ['a name that is encoded', '?a%5B%5D=1', 'a%5B%5D=1'],
    ['an empty value that is repeated', '?a=&a=1', 'a=&a=1'],
  ])('is wrong with %s', async (_, query, signed) => {
    fixed(time);
    const one: Case = {
      ...{
        signatureMethod: 'HMAC-SHA1',
        consumerKey: 'ck',
        consumerSecret: 'cs',
        method: 'GET',
        target: '/',
      },
      ...{ token: undefined, tokenSecret: '', form: undefined },
    };
    const own =
      'oauth_consumer_key=ck&oauth_nonce=nonce&oauth_signature_method=HMAC-SHA1&oauth_timestamp=1700000000&oauth_version=1.0';
    const base = ['GET', 'https://api.example/', `${signed}&${own}`].map(encodeURIComponent).join('&');
    const right = `oauth_signature="${encodeURIComponent(createHmac('sha1', 'cs&').update(base).digest('base64'))}"`;

    const url = `https://api.example/${query}`;
    expect(await ours(one, url)).toContain(right);
    expect(theirs(one, url)).not.toContain(right);
  });
});
