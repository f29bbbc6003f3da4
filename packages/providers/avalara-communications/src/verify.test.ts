import { describe, expect, it } from '@jest/globals';
import {
  type AvalaraCommunicationsEmulator,
  type AvalaraCommunicationsEmulatorOptions as EmulatorOptions,
  startEmulator,
} from '@axios-keyring/avalara-communications/emulator';
import { avalaraCommunications } from './index.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';

const login = { username: 'first.last@avalara.com', password: 'secretpassword!' };
function start(options: EmulatorOptions = {}): Promise<AvalaraCommunicationsEmulator> {
  return closedAfterTest(startEmulator(options));
}

describe('verify', () => {
  it.each(['basic', 'api_key'] as const)('accepts a good login as %s', async (scheme) => {
    const { url, requests } = await start({ clientId: 1234 });

    const verification = await avalaraCommunications({
      ...login,
      scheme,
      clientId: 1234,
      baseURL: url,
    }).verify();

    expect(verification).toMatchObject({ ok: true });
    expect(requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'GET /api/v2/afc/serviceinfo',
    ]);
  });

  it('accepts it also where the base URL holds the beginning of the path', async () => {
    const { url } = await start();

    const verification = await avalaraCommunications({ ...login, baseURL: `${url}/api/v2` }).verify();

    expect(verification.ok).toBe(true);
  });

  it.each([
    [
      'a password in another case',
      { password: 'SecretPassword!' },
      {},
      401,
      'The password is case sensitive',
    ],
    ['another user', { username: 'nobody' }, {}, 401, 'Each environment has users of its own'],
    ['no client', {}, { clientId: 1 }, 403, 'The request has no client_id'],
    ['another client', { clientId: 2 }, { clientId: 1 }, 403, 'The client_id 2 may be'],
  ])('says what is wrong with %s, without the password', async (_, options, expected, status, hint) => {
    const { url } = await start(expected);

    const verification = await avalaraCommunications({ ...login, ...options, baseURL: url }).verify();

    expect(verification).toMatchObject({ ok: false, routes: [{ status }] });
    expect(verification.hint).toContain(hint);
    expect(verification.hint).not.toMatch(/secretpassword/i);
  });
});
