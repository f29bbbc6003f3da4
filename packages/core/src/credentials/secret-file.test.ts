import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretFile as secretFileFor, type SecretFile } from './secret-file.js';

let folder: string;
let path: string;
let now: number;

const schema = { check: (output: unknown) => ({ output }) };

function secretFile(at: string): SecretFile {
  return secretFileFor(at, { option: 'token', schema, shown: `secret’s file ${at}` });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secret-file-'));
  path = join(folder, 'secret');
  now = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => now);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  jest.restoreAllMocks();
});

describe('a secret in a file', () => {
  it.each([
    ['nothing after it', 'secret', 'secret'],
    ['a line break', 'secret\n', 'secret'],
    ['line breaks of another system', 'secret\r\n\r\n', 'secret'],
    ['spaces, which are part of it', ' se cret ', ' se cret '],
    ['nothing at all', '', ''],
    ['a byte order mark', '\uFEFFsecret\r\n', 'secret'],
  ])('is read with %s', (_, content, secret) => {
    writeFileSync(path, content);
    expect(secretFile(path).read()).toBe(secret);
  });

  it('is read in a time that its length makes, also with line breaks in the middle', () => {
    const content = `secret${'\r\n'.repeat(150_000)}x`;
    writeFileSync(path, content);
    const start = performance.now();

    expect(secretFile(path).read()).toBe(content);

    expect(performance.now() - start).toBeLessThan(500);
  });

  it.each([
    ['latin1', Buffer.from('schl\xfcssel', 'latin1'), 'is not UTF-8'],
    ['UTF-8 that was cut', Buffer.from('schlü').subarray(0, -1), 'is not UTF-8'],
    ['UTF-16', Buffer.from('\uFEFFsecret', 'utf16le'), 'is UTF-16'],
    ['UTF-16, the other way round', Buffer.from('\uFEFFsecret', 'utf16le').swap16(), 'is UTF-16'],
  ])('is refused, and not repaired, if it is %s', (_, content, problem) => {
    writeFileSync(path, content);
    const file = secretFile(path);
    const refused = `The secret’s file ${path} ${problem}. Save it as UTF-8: another encoding would change its letters.`;

    for (let count = 0; count < 2; count += 1) {
      expect(() => file.read()).toThrow(
        expect.objectContaining({ code: 'ERR_KEYRING_CREDENTIAL', text: refused }),
      );
    }
    writeFileSync(path, 'schlüssel');
    now += 1_000;
    expect(file.read()).toBe('schlüssel');
    // What was right before is not used on, as it is while there is no file.
    writeFileSync(path, content);
    now += 1_000;
    expect(() => file.read()).toThrow(problem);
  });

  it('is read again also where the clock was put back', () => {
    writeFileSync(path, 'first');
    const file = secretFile(path);
    expect(file.read()).toBe('first');
    writeFileSync(path, 'another');
    now -= 3_600_000;

    expect(file.read()).toBe('another');
  });

  it('is read again when the file was replaced, a second later at most', () => {
    writeFileSync(path, 'first');
    const file = secretFile(path);
    expect(file.read()).toBe('first');

    // As a mount does it: another file of the same length and time takes the name.
    const next = join(folder, 'next');
    writeFileSync(next, 'other');
    utimesSync(next, 1_000, 1_000);
    renameSync(next, path);
    now += 1_000;

    expect(file.read()).toBe('other');
  });

  it('is read again at once when it was refused', () => {
    writeFileSync(path, 'first');
    const file = secretFile(path);
    expect(file.read()).toBe('first');
    writeFileSync(path, 'other');
    expect(file.read()).toBe('first');

    file.refresh();

    expect(file.read()).toBe('other');
  });

  it('is what it was while the file is away, and what it is when the file is back', () => {
    writeFileSync(path, 'first');
    const file = secretFile(path);
    expect(file.read()).toBe('first');
    rmSync(path);
    now += 1_000;
    expect(file.read()).toBe('first');
    file.refresh();
    expect(file.read()).toBe('first');
    writeFileSync(path, 'other');
    now += 1_000;
    expect(file.read()).toBe('other');
  });

  it('is what it was while the file is written in place, and none where it stays empty', () => {
    writeFileSync(path, 'first');
    const file = secretFile(path);
    expect(file.read()).toBe('first');

    writeFileSync(path, '');
    file.refresh();
    expect(file.read()).toBe('first');
    writeFileSync(path, 'other');
    file.refresh();
    expect(file.read()).toBe('other');

    writeFileSync(path, '');
    now += 2_000;
    expect(file.read()).toBe('');
  });

  it('is one for all who name the same path', () => {
    expect(secretFile(path)).toBe(secretFile(path));
  });

  it('that is not there says so, and is found once it is', () => {
    const file = secretFile(path);
    expect(() => file.read()).toThrow(
      expect.objectContaining({
        code: 'ERR_KEYRING_CREDENTIAL',
        message: expect.stringContaining(`The secret’s file ${path} cannot be read (ENOENT).`),
      }),
    );
    writeFileSync(path, 'now');
    now += 1_000;
    expect(file.read()).toBe('now');
  });
});
