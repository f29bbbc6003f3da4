import { afterEach, describe, expect, it } from '@jest/globals';
import { randomId, subtleHmac, subtleSha256 } from './crypto.js';

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
    const ids = Array.from({ length: 100 }, randomId);

    expect(ids.filter((id) => !version4.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(100);
  });

  it('cannot sign, and says why', async () => {
    setCrypto({});
    const lacking = {
      code: 'ERR_KEYRING_SURROUNDINGS',
      message:
        '[axios-keyring] There is no crypto.subtle here, so nothing can be signed. A page has it over https and on ' +
        'localhost only: serve it so, or send the request from your server.',
    };

    await expect(subtleSha256('text', 'hex')).rejects.toMatchObject(lacking);
    await expect(subtleHmac(new Uint8Array(1), 'text', 'hex')).rejects.toMatchObject(lacking);
  });
});

it('where there are no random numbers at all, an id says what it lacks', () => {
  setCrypto(undefined);

  expect(randomId).toThrow(
    '[axios-keyring] There is no crypto.getRandomValues here, so no random id can be made. Load a polyfill of it.',
  );
});
