import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as digest from './crypto.js';
import { isPromise } from './values.js';

type Digests = typeof digest;

/** The same module where there is no node:crypto, as in a browser or a worker. */
async function withoutNode(): Promise<Digests> {
  const getBuiltinModule: unknown = Reflect.get(process, 'getBuiltinModule');
  Reflect.set(process, 'getBuiltinModule', undefined);
  let loaded: Digests | undefined;
  await jest.isolateModulesAsync(async () => {
    loaded = await import('./crypto.js');
  });
  Reflect.set(process, 'getBuiltinModule', getBuiltinModule);
  if (!loaded) throw new Error('The module did not load.');
  return loaded;
}

describe.each([
  ['node:crypto', () => Promise.resolve(digest)],
  ['WebCrypto', withoutNode],
] as const)('on %s', (name, load) => {
  let digests: Digests;

  beforeAll(async () => {
    digests = await load();
  });

  it('answers at once, or with a promise, as that does', () => {
    expect(isPromise(digests.sha256('', 'hex'))).toBe(name === 'WebCrypto');
    expect(isPromise(digests.hmacSha256(new Uint8Array(1))('', 'hex'))).toBe(name === 'WebCrypto');
  });

  // FIPS 180-4: https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('SHA-256 of a known message, case %#', async (message, digest) => {
    await expect(Promise.resolve(digests.sha256(message, 'hex'))).resolves.toBe(digest);
    const bytes = new TextEncoder().encode(message);
    await expect(Promise.resolve(digests.sha256(bytes, 'hex'))).resolves.toBe(digest);
    const base64 = Buffer.from(digest, 'hex').toString('base64');
    await expect(Promise.resolve(digests.sha256(message, 'base64'))).resolves.toBe(base64);
  });

  // https://www.rfc-editor.org/rfc/rfc4231#section-4 (the cases whose message is text)
  it.each([
    [Buffer.alloc(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
      Buffer.from('Jefe'),
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      Buffer.alloc(131, 0xaa),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
    [
      Buffer.alloc(131, 0xaa),
      'This is a test using a larger than block-size key and a larger than block-size data. ' +
        'The key needs to be hashed before being used by the HMAC algorithm.',
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    ],
  ])('HMAC-SHA-256 of a known message, case %#', async (key, message, digest) => {
    await expect(Promise.resolve(digests.hmacSha256(key)(message, 'hex'))).resolves.toBe(digest);
    const base64 = Buffer.from(digest, 'hex').toString('base64');
    await expect(Promise.resolve(digests.hmacSha256(key)(message, 'base64'))).resolves.toBe(base64);
  });

  it('text is taken as UTF-8, and of a view only what it shows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.uint8Array({ minLength: 1 }),
        fc.nat(),
        async (text, bytes, start) => {
          const view = bytes.subarray(start % bytes.length);
          await expect(Promise.resolve(digests.sha256(text, 'hex'))).resolves.toBe(
            createHash('sha256').update(Buffer.from(text, 'utf8')).digest('hex'),
          );
          await expect(Promise.resolve(digests.sha256(view, 'hex'))).resolves.toBe(
            createHash('sha256').update(Buffer.from(view)).digest('hex'),
          );
          await expect(Promise.resolve(digests.hmacSha256(view)(text, 'hex'))).resolves.toBe(
            createHmac('sha256', Buffer.from(view)).update(text, 'utf8').digest('hex'),
          );
        },
      ),
    );
  });

  it('memory that threads share can be hashed', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(3));
    shared.set(Buffer.from('abc'));
    await expect(Promise.resolve(digests.sha256(shared, 'hex'))).resolves.toMatch(/^ba7816bf/);
  });
});

const own = crypto;
const version4 = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

function setCrypto(value: unknown): void {
  Object.defineProperty(globalThis, 'crypto', { value, configurable: true, writable: true });
}

afterEach(() => {
  setCrypto(own);
});

describe('a page over plain http', () => {
  it('has random ids all the same', () => {
    setCrypto({ getRandomValues: (array: Uint8Array<ArrayBuffer>) => own.getRandomValues(array) });
    const ids = Array.from({ length: 100 }, digest.randomId);

    expect(ids.filter((id) => !version4.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(100);
  });

  it('cannot sign, and says why', async () => {
    const { sha256, hmacSha256 } = await withoutNode();
    setCrypto({});
    const lacking = {
      code: 'ERR_KEYRING_SURROUNDINGS',
      message:
        '[axios-keyring] There is no crypto.subtle here, so nothing can be signed. A page has it over https and on ' +
        'localhost only: serve it so, or send the request from your server.',
    };

    await expect(sha256('text', 'hex')).rejects.toMatchObject(lacking);
    await expect(hmacSha256(new Uint8Array(1))('text', 'hex')).rejects.toMatchObject(lacking);
  });
});

it('where there are no random numbers at all, an id says what it lacks', () => {
  setCrypto(undefined);

  expect(digest.randomId).toThrow(
    '[axios-keyring] There is no crypto.getRandomValues here, so no random id can be made. Load a polyfill of it.',
  );
});
