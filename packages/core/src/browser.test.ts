import { afterEach, describe, expect, it } from '@jest/globals';
import { defineProvider } from './provider.js';

const provider = defineProvider({
  name: 'example-api',
  environmentPrefix: 'EXAMPLE',
  options: {},
  serverOnly: { secret: 'the token', instead: 'Call it from your server.' },
  baseURLs: () => ['https://api.example'],
  authorize: () => () => ({}),
});

const restored: (() => unknown)[] = [];

afterEach(() => {
  for (const restore of restored.splice(0)) restore();
});

function setGlobal(name: 'window' | 'process', value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  restored.push(() =>
    before ? Object.defineProperty(globalThis, name, before) : Reflect.deleteProperty(globalThis, name),
  );
}

function refusal(dangerouslyAllowBrowser = false): unknown {
  try {
    provider({ dangerouslyAllowBrowser });
    return undefined;
  } catch (error) {
    return error;
  }
}

/** What stands in for Node's process in bundles for pages: https://github.com/defunctzombie/node-process */
const polyfill = { browser: true, env: {}, argv: [], version: '', versions: {} };

describe('what is for servers only', () => {
  it('refuses a page, with what to do instead', () => {
    setGlobal('process', undefined);
    setGlobal('window', { document: {} });

    expect(refusal()).toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      provider: 'example-api',
      option: 'dangerouslyAllowBrowser',
      message:
        '[@axios-keyring/example-api] This is a browser, where every visitor could read the token. Call it from your ' +
        'server. If nobody else can open this page, say so with exampleApi({ dangerouslyAllowBrowser: true }).',
    });
  });

  it.each([
    ['a polyfill of process', polyfill],
    ['one that says it were Node.js', { ...polyfill, versions: { node: '20.0.0' } }],
    ['the process of a window of Electron', Object.assign(Object.create(process), { type: 'renderer' })],
  ])('refuses a page with %s', (_, value) => {
    setGlobal('process', value);
    setGlobal('window', { document: {} });

    expect(refusal()).toMatchObject({ option: 'dangerouslyAllowBrowser' });
  });

  it('lets a page work with a switch that says what it does', () => {
    setGlobal('process', undefined);
    setGlobal('window', { document: {} });

    expect(refusal(true)).toBeUndefined();
  });

  it.each([
    ['no window', undefined],
    ['a window of its own kind', {}],
    ['a window that is null', null],
    ['a window without a document', { document: null }],
  ])('lets what has %s work, as a worker', (_, window) => {
    setGlobal('process', undefined);
    setGlobal('window', window);

    expect(refusal()).toBeUndefined();
  });

  it('lets a server work that something gave a window, as server-side rendering and jsdom do', () => {
    setGlobal('window', { document: {} });

    expect(refusal()).toBeUndefined();
  });
});
