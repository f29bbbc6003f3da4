import { describe, expect, it } from '@jest/globals';
import { KeyNames } from './key-names.js';

const encryptionKey = Buffer.alloc(32, 7);

describe('the names in Redis', () => {
  it('are always the same, so that versions of this package share', () => {
    const names = new KeyNames('axios-keyring', encryptionKey);
    expect(names.token('key')).toMatchInlineSnapshot(
      `"axios-keyring:token:{7795773fd7948044fce460dcdf48b32bb9bff45f2becf843e47343dfc82ad47a}"`,
    );
    expect(names.lock('key')).toBe(names.token('key').replace(':token:', ':lock:'));
  });

  it('differ by key, by encryption key and by prefix', () => {
    const all = [
      new KeyNames('one', encryptionKey).token('key'),
      new KeyNames('one', encryptionKey).token('key2'),
      new KeyNames('one', encryptionKey).lock('key'),
      new KeyNames('one', Buffer.alloc(32, 8)).token('key'),
      new KeyNames('two', encryptionKey).token('key'),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const name of all) expect(name).toMatch(/^(one|two):(token|lock):\{[\da-f]{64}\}$/);
  });
});
