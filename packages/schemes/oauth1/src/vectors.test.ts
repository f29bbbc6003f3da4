import { createHmac } from 'node:crypto';
import { afterEach, expect, it, jest } from '@jest/globals';
import vectors from '../vectors.json' with { type: 'json' };
import { baseString, encode, pairsOf } from './encoding.js';
import { fixed } from './fixtures/fixed.js';
import { oauth1 } from './index.js';

afterEach(() => {
  jest.restoreAllMocks();
});

type Vector = Partial<
  Record<'contentType' | 'body' | 'realm' | 'consumerSecret' | 'tokenSecret' | 'authorization', string>
> & {
  readonly name: string;
  readonly source: string;
  readonly method: string;
  readonly url: string;
  readonly isRSA?: boolean;
  readonly oauth: Readonly<Partial<Record<string, string>>>;
  readonly baseString: string;
  readonly signature: string;
};

const requests: readonly Vector[] = vectors.requests;

// Those that ask for a token, which is not done here, have parameters of their own.
const isOfRequest = ({ oauth }: Vector): boolean => !('oauth_callback' in oauth || 'oauth_verifier' in oauth);

/** The scheme with what a vector has. */
function schemeOf(vector: Vector): ReturnType<typeof oauth1> {
  const { oauth, url, isRSA = false, consumerSecret = '', tokenSecret, realm } = vector;
  const { oauth_signature_method: signatureMethod = '', oauth_token: token, oauth_body_hash: hashed } = oauth;
  const interceptor: ReturnType<typeof oauth1> = Reflect.apply(oauth1, undefined, [
    {
      ...{ signatureMethod, realm, token, consumerKey: oauth.oauth_consumer_key },
      ...(isRSA ? { privateKey: vectors.privateKey.pem } : { consumerSecret, tokenSecret }),
      ...(oauth.oauth_version === undefined && { version: 'omitted' }),
      ...(hashed !== undefined && { bodyHash: signatureMethod.endsWith('256') ? 'sha256' : 'sha1' }),
      ...{ baseURL: new URL(url).origin, dangerouslyAllowPlainHttp: true },
    },
  ]);
  return interceptor;
}

const partsOf = (header = ''): readonly string[] => header.replace('OAuth ', '').split(/,\s*/).sort();

it.each(requests.filter(isOfRequest))('$name ($source)', async (vector) => {
  const { method, url, body = '', contentType, oauth } = vector;
  fixed(Number(oauth.oauth_timestamp) * 1000, oauth.oauth_nonce);
  const interceptor = schemeOf(vector);
  const headers = contentType === undefined ? undefined : { 'Content-Type': contentType };
  const request = { method, url, body, ...(headers && { headers }) };

  const { headers: sent } = await interceptor.authorize(request);

  expect(sent.Authorization).toContain(`oauth_signature="${encode(vector.signature)}"`);
  if (vector.authorization !== undefined)
    expect(partsOf(sent.Authorization)).toEqual(partsOf(vector.authorization));
  const { parts } = await interceptor.explain(request);
  const shown = parts.find(({ name }) => name === 'signature base string')?.value;
  // A token is masked.
  expect(
    shown?.replace('oauth_token%3DTOKEN', `oauth_token%3D${encode(encode(oauth.oauth_token ?? ''))}`),
  ).toBe(vector.baseString);
});

it.each(requests.filter((vector) => !isOfRequest(vector)))('$name ($source)', (vector) => {
  const { oauth, method, url, consumerSecret = '', tokenSecret = '' } = vector;
  const own = Object.entries(oauth).map(([name, value = '']) => [encode(name), encode(value)] as const);
  const { origin, pathname, search } = new URL(url);
  const base = baseString(method, origin + pathname, [...pairsOf(search.slice(1)), ...own]);

  expect(base).toBe(vector.baseString);
  const key = `${encode(consumerSecret)}&${encode(tokenSecret)}`;
  expect(createHmac('sha1', key).update(base).digest('base64')).toBe(vector.signature);
});

it.each(vectors.bodyHashes)(
  'the $algorithm of $body is signed ($source)',
  async ({ algorithm, body, hash }) => {
    const interceptor = oauth1({
      ...{ signatureMethod: 'HMAC-SHA1', consumerKey: 'a', consumerSecret: 'b' },
      ...{ bodyHash: algorithm === 'sha1' ? 'sha1' : 'sha256', baseURL: 'https://api.example' },
    });
    const headers = { 'Content-Type': 'application/json' };
    const { credential } = await interceptor.authorize({
      method: 'POST',
      url: 'https://api.example',
      headers,
      body,
    });

    expect(credential.headers?.Authorization).toContain(`oauth_body_hash="${encode(hash)}"`);
  },
);
