import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { avalaraCommunications } from './index.js';

const login = { username: 'user@example.com', password: 'a-password-that-nobody-may-see' };
const url = 'https://communications.avalara.net/api/v2/afc/serviceinfo';

beforeEach(() => {
  Object.defineProperty(globalThis, 'window', { value: { document: {} }, configurable: true });
  // As in a window of Electron that has Node's process too.
  Reflect.set(process, 'type', 'renderer');
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, 'window');
  Reflect.deleteProperty(process, 'type');
});

describe('avalaraCommunications in a browser', () => {
  it('is refused where it is made, with what to do instead', () => {
    let error: unknown;
    try {
      avalaraCommunications(login);
    } catch (reason) {
      error = reason;
    }

    expect(error).toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      provider: 'avalara-communications',
      option: 'dangerouslyAllowBrowser',
      message: expect.stringMatching(/every visitor could read the password\. Call Avalara from your server/),
    });
    expect(inspect(error, { depth: Infinity })).not.toContain(login.password);
  });

  it('works with a switch that says what it does', async () => {
    const interceptor = avalaraCommunications({ ...login, dangerouslyAllowBrowser: true });

    await expect(interceptor.authorize({ url })).resolves.toMatchObject({
      Authorization: expect.stringMatching(/^Basic /),
    });
  });
});
