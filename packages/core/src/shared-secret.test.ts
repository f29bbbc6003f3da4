import { createHmac } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { wireRequest } from './fixtures/wire-request.js';
import { secretAuthentication } from './shared-secret.js';

const bytes = Buffer.from([0, 1, 0xfe, 0xff]);

it.each([
  ['text', 'gr\u00fc\u00df', Buffer.from('gr\u00fc\u00df')],
  ['base64', bytes.toString('base64'), bytes],
  ['base64', bytes.toString('base64url'), bytes],
  ['hex', bytes.toString('hex').toUpperCase(), bytes],
] as const)('a secret in %s stands for its bytes', async (encoding, text, key) => {
  const read = secretAuthentication('a-scheme', 'sha256', () => text, encoding);

  const authenticate = await read(await wireRequest());

  expect(authenticate('message', 'hex')).toBe(createHmac('sha256', key).update('message').digest('hex'));
});

it.each([
  ['base64', 'not base64!'],
  ['hex', 'abc'],
  ['hex', ''],
] as const)('what is not %s is refused, and not repeated: %s', async (encoding, text) => {
  const request = await wireRequest();
  const read = secretAuthentication('a-scheme', 'sha256', () => text, encoding);

  expect(() => read(request)).toThrow(
    expect.objectContaining({ code: 'ERR_KEYRING_CREDENTIAL', option: 'secret' }),
  );
  expect(() => read(request)).toThrow(`secret is no ${encoding}, which secretEncoding says`);
});

it('follows a secret that changes', async () => {
  let text = 'first';
  const read = secretAuthentication('a-scheme', 'sha256', () => text, undefined);
  const before = await read(await wireRequest());
  text = 'second';

  const after = await read(await wireRequest());

  expect(after('message', 'hex')).not.toBe(before('message', 'hex'));
});
