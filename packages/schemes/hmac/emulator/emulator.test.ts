import { createHmac } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { sendRaw } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { startEmulator } from './index.js';

const secret = 'of this test';
const now = 1_700_000_000_000;

function headersFor(changes: Readonly<Record<string, string>>): [string, string][] {
  const seconds = changes['X-Timestamp'] ?? String(now / 1000);
  const signature = createHmac('sha256', secret).update(`GET\n/?a=b\n${seconds}\n`).digest('hex');
  const all = { 'X-Key': 'k', 'X-Timestamp': seconds, 'X-Signature': signature, ...changes };
  return Object.entries(all).filter(([, value]) => value !== '');
}

it.each([
  ['The header x-key is missing.', { 'X-Key': '' }],
  ['The key is not known.', { 'X-Key': 'other' }],
  ['The header x-timestamp is missing.', { 'X-Timestamp': '' }],
  ['The header x-timestamp is no number of seconds.', { 'X-Timestamp': 'now' }],
  [
    'The time in x-timestamp is 301 seconds behind the clock; 5 minutes are allowed.',
    { 'X-Timestamp': String(now / 1000 - 301) },
  ],
  ['The header x-signature is missing.', { 'X-Signature': '' }],
  ['The signature is not one of this request with this secret.', { 'X-Signature': '00' }],
  [undefined, {}],
])('says: %s', async (refusal, changes) => {
  const { url } = await closedAfterTest(startEmulator({ keyId: 'k', secret, now: () => now }));

  const answer = await sendRaw(url, { target: '/?a=b', headers: headersFor({ ...changes }) });

  expect(answer).toMatchObject({ refusal, status: refusal === undefined ? 200 : 401 });
});

it('says that there is no signature where it was told to look', async () => {
  const { url } = await closedAfterTest(startEmulator({ signature: () => null }));

  await expect(sendRaw(url, { target: '/' })).resolves.toMatchObject({
    refusal: 'The request has no signature.',
  });
});
