import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axios, { type AxiosAdapter, type AxiosRequestConfig } from 'axios';
import fc from 'fast-check';
import { type TestServer } from '@axios-keyring/testing';
import { signed, signedOptions, startSignedAPI } from '../fixtures/signed.js';

let api: TestServer;

beforeAll(async () => {
  api = await startSignedAPI();
});
afterAll(() => api.close());

const text = (pieces: readonly string[], maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pieces), { maxLength }).map((parts) => parts.join(''));

const pieces = [
  '/',
  '/',
  '//',
  'a',
  'b',
  '.',
  '..',
  '?',
  '#',
  '&',
  '=',
  '@',
  ' ',
  '%20',
  '\t',
  '\\',
  'ü',
  "'",
  ';',
  ':',
];

/** Where `HERE` stands for the API. */
const baseURL = fc
  .tuple(fc.constantFrom('HERE', 'HERE', 'HERE', 'http:USER'), text(pieces, 5))
  .map(([origin, rest]) => (rest === '' || /^[/?#\\]/.test(rest) ? origin + rest : `${origin}/${rest}`));
const params = fc.constantFrom<unknown>(
  ...[undefined, undefined, {}, { a: 1 }, { a: 'b c', "d'": ['/', '#'] }],
  new URLSearchParams('a=1&b=/../'),
);
const serialize = fc.constantFrom('', 'a=1', 'a b', '&', '?', "it's", 'a=1#b', 'ü', '=');

const request: fc.Arbitrary<AxiosRequestConfig> = fc.record(
  {
    url: fc.oneof(text(pieces, 6), text(['a', '/', '-', '1'], 4), baseURL),
    baseURL,
    params,
    paramsSerializer: serialize.map((query) => ({ serialize: () => query })),
  },
  { requiredKeys: ['url', 'baseURL'] },
);

function here(address = ''): string {
  return address.replace('http:USER', api.url.replace('//', '//user:word@')).replace('HERE', api.url);
}

interface Told {
  kept: number;
  sent: number;
}

/** Sends a request over a function that passes on to a built-in adapter, as a wrapper of one does. */
async function sendOver(
  name: string,
  { url, baseURL, ...rest }: AxiosRequestConfig,
  told: Told,
): Promise<void> {
  const config = { ...rest, url: here(url), baseURL: here(baseURL) };
  const adapter: AxiosAdapter = (own) => {
    if (own.baseURL === config.baseURL) told.kept += 1;
    return axios.getAdapter(name, own)(own);
  };
  const client = axios.create({ adapter, proxy: false, validateStatus: null });
  client.interceptors.request.use(signed(signedOptions(api)));
  const before = api.requests.length;
  await client.request(config).catch(() => undefined);
  const [arrived, ...others] = api.requests.slice(before);
  expect(others).toEqual([]);
  if (!arrived?.headers['x-signature']) return;
  told.sent += 1;
  expect(arrived).toMatchObject({ status: 200 });
}

describe.each(['http', 'fetch'])('an adapter that is a function and passes on to %s', (name) => {
  it('sends what was signed, whatever the config says', async () => {
    const told = { kept: 0, sent: 0 };
    await fc.assert(
      fc.asyncProperty(request, (config) => sendOver(name, config, told)),
      { numRuns: 500 },
    );
    // Else the generator would prove nothing.
    expect(told.sent).toBeGreaterThan(150);
    expect(told.kept).toBeGreaterThan(100);
    expect(told.kept).toBeLessThan(told.sent);
  });
});
