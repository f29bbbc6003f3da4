import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { taxjar } from './index.js';

const apiToken = 'a-token-that-nobody-may-see';
const url = 'https://api.taxjar.com/v2/categories';

beforeEach(() => {
  Object.defineProperty(globalThis, 'window', { value: { document: {} }, configurable: true });
  // As in a window of Electron that has Node's process too.
  Reflect.set(process, 'type', 'renderer');
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, 'window');
  Reflect.deleteProperty(process, 'type');
});

describe('taxjar in a browser', () => {
  it('is refused where it is made, with what to do instead', () => {
    let error: unknown;
    try {
      taxjar({ apiToken });
    } catch (reason) {
      error = reason;
    }

    expect(error).toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      provider: 'taxjar',
      option: 'dangerouslyAllowBrowser',
      message: expect.stringMatching(/every visitor could read the API token\. Call TaxJar from your server/),
    });
    expect(inspect(error, { depth: Infinity })).not.toContain(apiToken);
  });

  it('works with a switch that says what it does', async () => {
    const interceptor = taxjar({ apiToken, dangerouslyAllowBrowser: true });

    await expect(interceptor.authorize({ url })).resolves.toEqual({ Authorization: `Bearer ${apiToken}` });
  });

  it('is refused with a switch that is not exactly true', () => {
    const provide = (): unknown =>
      Reflect.apply(taxjar, undefined, [{ apiToken, dangerouslyAllowBrowser: 1 }]);

    expect(provide).toThrow('dangerouslyAllowBrowser has to be true or false');
  });
});
