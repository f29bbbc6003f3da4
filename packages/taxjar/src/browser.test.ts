import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { taxjar } from './index.js';

const apiToken = 'a-token-that-nobody-may-see';
const url = 'https://api.taxjar.com/v2/categories';

function setWindow(window: unknown): void {
  Object.defineProperty(globalThis, 'window', { value: window, configurable: true, writable: true });
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'window');
});

describe('taxjar in a browser', () => {
  it('is refused where it is made, with what to do instead', () => {
    setWindow({ document: {} });
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
    setWindow({ document: {} });

    const interceptor = taxjar({ apiToken, dangerouslyAllowBrowser: true });

    await expect(interceptor.authorize({ url })).resolves.toEqual({ Authorization: `Bearer ${apiToken}` });
  });

  it('is refused with a switch that is not exactly true', () => {
    setWindow({ document: {} });
    const provide = (): unknown =>
      Reflect.apply(taxjar, undefined, [{ apiToken, dangerouslyAllowBrowser: 1 }]);

    expect(provide).toThrow('dangerouslyAllowBrowser has to be true or false');
  });
});

describe('taxjar elsewhere', () => {
  it.each([
    ['on a server', undefined],
    ['with a window of its own kind', {}],
    ['with a window that is null', null],
    ['with a window without a document', { document: null }],
  ])('works %s', (_, window) => {
    if (window !== undefined) setWindow(window);

    expect(taxjar({ apiToken }).provider).toBe('taxjar');
  });
});
