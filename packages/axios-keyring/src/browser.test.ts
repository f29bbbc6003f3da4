import { describe, expect, it } from '@jest/globals';
import * as forBrowsers from './browser.js';
import * as forServers from './index.js';

describe('the entry for browsers', () => {
  it('has the same exports', () => {
    expect(Object.keys(forBrowsers).sort()).toEqual(Object.keys(forServers).sort());
  });

  it.each(['loadKeyring', 'inspectKeyring'] as const)('says what to do in place of %s', async (name) => {
    await expect(forBrowsers[name]()).rejects.toMatchObject({
      code: 'ERR_KEYRING_CONFIG',
      message: expect.stringContaining('Compose the keyring in code, with createKeyring([…])'),
    });
  });
});
