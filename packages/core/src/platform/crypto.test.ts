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
    expect(isPromise(digests.hash('sha256', '', 'hex'))).toBe(name === 'WebCrypto');
    expect(isPromise(digests.hmac('sha256', new Uint8Array(1))('', 'hex'))).toBe(name === 'WebCrypto');
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
    await expect(Promise.resolve(digests.hash('sha256', message, 'hex'))).resolves.toBe(digest);
    const bytes = new TextEncoder().encode(message);
    await expect(Promise.resolve(digests.hash('sha256', bytes, 'hex'))).resolves.toBe(digest);
    const base64 = Buffer.from(digest, 'hex').toString('base64');
    await expect(Promise.resolve(digests.hash('sha256', message, 'base64'))).resolves.toBe(base64);
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
    await expect(Promise.resolve(digests.hmac('sha256', key)(message, 'hex'))).resolves.toBe(digest);
    const base64 = Buffer.from(digest, 'hex').toString('base64');
    await expect(Promise.resolve(digests.hmac('sha256', key)(message, 'base64'))).resolves.toBe(base64);
  });

  const algorithms = ['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'sha512-256'] as const;
  const isMissing = (algorithm: string): boolean => name === 'WebCrypto' && algorithm === 'sha512-256';

  // Of a view only what it shows, and around the sizes of blocks.
  const bytes = fc
    .tuple(fc.uint8Array({ maxLength: 300 }), fc.nat(3))
    .map(([array, start]) => array.subarray(Math.min(start, array.length)));
  const messages = fc.oneof(
    bytes,
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.constant('ü'.repeat(5_000)),
  );

  it.each(algorithms.filter((algorithm) => !isMissing(algorithm)))(
    '%s is that of node:crypto',
    async (algorithm) => {
      await fc.assert(
        fc.asyncProperty(messages, bytes, async (message, key) => {
          const known = createHash(algorithm).update(message).digest();
          expect(await digests.hash(algorithm, message, 'hex')).toBe(known.toString('hex'));
          expect(await digests.hash(algorithm, message, 'base64')).toBe(known.toString('base64'));
          expect(await digests.hash(algorithm, message, 'base64url')).toBe(known.toString('base64url'));
          expect(Buffer.from(await digests.hash(algorithm, message, 'bytes')).equals(known)).toBe(true);
          if (name === 'WebCrypto' && algorithm === 'md5') return;
          const keyed = createHmac(algorithm, key).update(message).digest();
          const authenticate = digests.hmac(algorithm, key);
          expect(await authenticate(message, 'hex')).toBe(keyed.toString('hex'));
          expect(await authenticate(message, 'base64url')).toBe(keyed.toString('base64url'));
          expect(Buffer.from(await authenticate(message, 'bytes')).equals(keyed)).toBe(true);
          const byText = createHmac(algorithm, 'schlüssel').update(message).digest('hex');
          expect(await digests.hmac(algorithm, 'schlüssel')(message, 'hex')).toBe(byText);
        }),
      );
    },
  );

  if (name === 'WebCrypto') {
    it.each(['md5', 'sha512-256'] as const)('has no HMAC with %s, and says so', async (algorithm) => {
      await expect(digests.hmac(algorithm, 'key')('text', 'hex')).rejects.toMatchObject({
        code: 'ERR_KEYRING_SURROUNDINGS',
        message: expect.stringContaining('works on Node only'),
      });
    });
  }

  it('memory that threads share can be hashed', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(3));
    shared.set(Buffer.from('abc'));
    await expect(Promise.resolve(digests.hash('sha256', shared, 'hex'))).resolves.toMatch(/^ba7816bf/);
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
    const { hash, hmac } = await withoutNode();
    setCrypto({});
    const lacking = {
      code: 'ERR_KEYRING_SURROUNDINGS',
      message:
        '[axios-keyring] There is no crypto.subtle here, so nothing can be signed. A page has it over https and on ' +
        'localhost only: serve it so, or send the request from your server.',
    };

    await expect(hash('sha256', 'text', 'hex')).rejects.toMatchObject(lacking);
    await expect(hmac('sha256', new Uint8Array(1))('text', 'hex')).rejects.toMatchObject(lacking);
  });
});

it('where there are no random numbers at all, an id says what it lacks', () => {
  setCrypto(undefined);

  expect(digest.randomId).toThrow(
    '[axios-keyring] There is no crypto.getRandomValues here, so no random id can be made. Load a polyfill of it.',
  );
});
