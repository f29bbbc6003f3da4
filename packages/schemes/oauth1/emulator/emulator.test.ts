import { expect, it } from '@jest/globals';
import { type RawAnswer, sendRaw } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { oauth1 } from '../src/index.js';
import { startEmulator } from './index.js';

type Send = (change?: (header: string) => string, body?: string, type?: string) => Promise<RawAnswer>;

/** An emulator, and what sends the same signed request to it each time, changed or not. */
async function start(): Promise<Send> {
  const { url, credentials } = await closedAfterTest(startEmulator());
  const { consumerKey, consumerSecret = '' } = credentials;
  const signed = { signatureMethod: 'HMAC-SHA256', consumerKey, consumerSecret, bodyHash: 'sha256' } as const;
  const { credential } = await oauth1({ ...signed, baseURL: url }).authorize({ url: `${url}/a` });
  const header = credential.headers?.Authorization ?? '';
  return (change = (text) => text, body = '', type = 'text/plain') => {
    const headers = change(header)
      .split('\n')
      .map((value) => ['Authorization', value] as const);
    return sendRaw(url, { target: '/a', headers: [...headers, ['Content-Type', type]], body });
  };
}

it('takes a request once', async () => {
  const send = await start();
  expect((await send()).status).toBe(200);
  expect(await send()).toMatchObject({
    ...{ status: 401, refusal: 'The nonce was used before with this time.' },
    headers: { 'www-authenticate': 'OAuth realm="emulator", oauth_problem="nonce_used"' },
  });
});

const without = (name: string) => (header: string) => header.replace(new RegExp(`${name}="[^"]*", `), '');

it.each<[string, number, Parameters<Send>]>([
  ['The request has no parameters of OAuth.', 401, [() => 'Basic a']],
  ['The header authorization was sent twice.', 400, [(header) => `${header}\n${header}`]],
  ['The header authorization is no list of name="value".', 400, [() => 'OAuth oauth_nonce=1']],
  ['oauth_nonce was sent twice.', 400, [(header) => `${header}, oauth_nonce="a"`]],
  ['oauth_version is not 1.0.', 400, [(header) => header.replace('"1.0"', '"1.0a"')]],
  ['oauth_consumer_key is missing.', 400, [without('oauth_consumer_key')]],
  ['oauth_nonce is missing.', 400, [without('oauth_nonce')]],
  ['The consumer key differs.', 401, [(header) => header.replace('"consumer"', '"another"')]],
  ['The token differs.', 401, [(header) => `${header}, oauth_token="a"`]],
  ['The signature method differs.', 401, [(header) => header.replace('SHA256', 'SHA1')]],
  ['oauth_timestamp is no number of seconds.', 400, [(header) => header.replace(/p="\d+/, 'p="now')]],
  ['The time is more than 5 minutes from the clock.', 401, [(header) => header.replace(/p="\d+/, 'p="1')]],
  ['The hash of the body differs.', 401, [undefined, 'changed']],
  ['A form has oauth_body_hash.', 400, [undefined, 'a=b', 'application/x-www-form-urlencoded']],
  ['The signature differs.', 401, [(header) => header.replace(/nonce="/, 'nonce="a')]],
  ['The signature differs.', 401, [without('oauth_version')]],
])('%s', async (refusal, status, change) => {
  const send = await start();
  expect(await send(...change)).toMatchObject({ status, refusal });
});
