import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Compartment } from './compartment.js';

const cipher = new Compartment(randomBytes(32), 'axios-keyring');
const name = 'axios-keyring:token:{name}';
const anyText = fc.string({ unit: 'binary', maxLength: 200 });

describe('an encrypted text', () => {
  it('is read back, whatever it is', () => {
    fc.assert(
      fc.property(anyText, anyText, (name, text) => {
        expect(cipher.decrypt(name, cipher.encrypt(name, text))).toBe(text);
      }),
    );
  });

  it('is another each time, in base64url, and does not show the text', () => {
    const text = 'a-token-that-nobody-may-see';
    const stored = Array.from({ length: 100 }, () => cipher.encrypt(name, text));
    expect(new Set(stored).size).toBe(100);
    for (const one of stored) {
      expect(one).toMatch(/^[\w-]+$/);
      expect(Buffer.from(one, 'base64url').includes(text)).toBe(false);
    }
  });

  it('begins with the version', () => {
    expect(Buffer.from(cipher.encrypt(name, ''), 'base64url')[0]).toBe(1);
  });

  it('is not read after any change of one character', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.string({ maxLength: 2 }), (text, seed, replacement) => {
        const stored = cipher.encrypt(name, text);
        const at = seed % stored.length;
        const changed = stored.slice(0, at) + replacement + stored.slice(at + 1);
        fc.pre(changed !== stored);
        expect(cipher.decrypt(name, changed)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  it('is not read after any change of one bit', () => {
    const bytes = Buffer.from(cipher.encrypt(name, 'a token'), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(cipher.decrypt(name, changed.toString('base64url'))).toBeUndefined();
    }
  });

  it('is not read when it was cut or made longer', () => {
    const stored = cipher.encrypt(name, 'a token');
    for (let length = 0; length < stored.length; length += 1) {
      expect(cipher.decrypt(name, stored.slice(0, length))).toBeUndefined();
    }
    for (const end of ['A', '=', '\n', ' ', 'AAAA']) {
      expect(cipher.decrypt(name, stored + end)).toBeUndefined();
    }
  });

  it('is not read under another name, or with another key', () => {
    const stored = cipher.encrypt(name, 'a token');
    expect(cipher.decrypt(`${name}x`, stored)).toBeUndefined();
    expect(new Compartment(randomBytes(32), 'axios-keyring').decrypt(name, stored)).toBeUndefined();
  });

  it('is never another text, whatever is there', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.base64String()), (stored) => {
        expect(cipher.decrypt(name, stored)).toBeUndefined();
      }),
    );
  });
});

const encryptionKey = Buffer.alloc(32, 7);

describe('the names in Redis', () => {
  it('are always the same, so that versions of this package share', () => {
    const names = new Compartment(encryptionKey, 'axios-keyring');
    expect(names.name('token', 'key')).toMatchInlineSnapshot(
      `"axios-keyring:token:{7795773fd7948044fce460dcdf48b32bb9bff45f2becf843e47343dfc82ad47a}"`,
    );
    expect(names.name('lock', 'key')).toBe(names.name('token', 'key').replace(':token:', ':lock:'));
  });

  it('differ by key, by encryption key and by prefix', () => {
    const all = [
      new Compartment(encryptionKey, 'one').name('token', 'key'),
      new Compartment(encryptionKey, 'one').name('token', 'key2'),
      new Compartment(encryptionKey, 'one').name('lock', 'key'),
      new Compartment(Buffer.alloc(32, 8), 'one').name('token', 'key'),
      new Compartment(encryptionKey, 'two').name('token', 'key'),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const name of all) expect(name).toMatch(/^(one|two):(token|lock):\{[\da-f]{64}\}$/);
  });
});
