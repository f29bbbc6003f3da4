import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { avanan, type AvananOptions } from './index.js';

const key = 'a-key-that-nobody-may-see';

beforeEach(() => {
  Object.defineProperty(globalThis, 'window', { value: { document: {} }, configurable: true });
  // As in a window of Electron that has Node's process too.
  Reflect.set(process, 'type', 'renderer');
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, 'window');
  Reflect.deleteProperty(process, 'type');
});

describe.each<[string, AvananOptions]>([
  ['the Smart API', { applicationId: 'US:app', secretKey: key }],
  ['the Infinity Portal', { platform: 'infinity', clientId: 'client', accessKey: key }],
])('avanan for %s in a browser', (_, options) => {
  it('is refused where it is made, with what to do instead', () => {
    let error: unknown;
    try {
      avanan(options);
    } catch (reason) {
      error = reason;
    }

    expect(error).toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      provider: 'avanan',
      option: 'dangerouslyAllowBrowser',
      message: expect.stringMatching(/every visitor could read the key\. Call Avanan from your server/),
    });
    expect(inspect(error, { depth: Infinity })).not.toContain(key);
  });

  it('works with a switch that says what it does', () => {
    expect(avanan({ ...options, dangerouslyAllowBrowser: true }).provider).toBe('avanan');
  });
});
