import { afterEach, describe, expect, it } from '@jest/globals';
import { refuseBrowser } from './browser.js';

const credential = {
  provider: 'example',
  call: 'exampleAPI',
  secret: 'the token',
  instead: 'Call it from your server.',
};

function setWindow(window: unknown): void {
  Object.defineProperty(globalThis, 'window', { value: window, configurable: true, writable: true });
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'window');
});

describe('refuseBrowser', () => {
  it('refuses a page, with what to do instead', () => {
    setWindow({ document: {} });

    expect(() => {
      refuseBrowser(credential, false);
    }).toThrow(
      expect.objectContaining({
        code: 'ERR_KEYRING_OPTION',
        provider: 'example',
        option: 'dangerouslyAllowBrowser',
        message:
          '[@axios-keyring/example] This is a browser, where every visitor could read the token. Call it from your ' +
          'server. If nobody else can open this page, say so with exampleAPI({ dangerouslyAllowBrowser: true }).',
      }),
    );
  });

  it('lets a page work with a switch that says what it does', () => {
    setWindow({ document: {} });

    expect(() => {
      refuseBrowser(credential, true);
    }).not.toThrow();
  });

  it.each([
    ['a server', undefined],
    ['what has a window of its own kind', {}],
    ['what has a window that is null', null],
    ['what has a window without a document', { document: null }],
  ])('lets %s work', (_, window) => {
    if (window !== undefined) setWindow(window);

    expect(() => {
      refuseBrowser(credential, false);
    }).not.toThrow();
  });
});
