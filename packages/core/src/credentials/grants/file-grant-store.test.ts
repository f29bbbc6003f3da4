import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  chmod,
  link,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { errorOf } from '../../fixtures/token-bench.js';
import { parseJSON, property } from '../../platform/values.js';
import { fileGrantStore } from './file-grant-store.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-grants-'));
  file = path.join(folder, 'grants.json');
});
afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

/** Which edition of the file is there. */
async function editionId(): Promise<unknown> {
  return property(parseJSON(await readFile(file, 'utf8')), 'id');
}

describe('a file of grants', () => {
  it('has what was written, for whoever opens it, and readable by its user only', async () => {
    const store = fileGrantStore(file);
    await expect(store.read('a')).resolves.toBeUndefined();
    await expect(store.swap('a', undefined, 'one')).resolves.toBe(true);
    await expect(store.swap('b', undefined, 'two')).resolves.toBe(true);
    await expect(store.swap('a', 'one', 'three')).resolves.toBe(true);
    const other = fileGrantStore(path.relative('.', file));
    await expect(other.read('a')).resolves.toBe('three');
    await expect(other.read('b')).resolves.toBe('two');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(readdir(folder)).resolves.toEqual(['grants.json']);
  });

  it.each([undefined, 'other', ''])('stays as it is where %j is not what was there', async (previous) => {
    const store = fileGrantStore(file);
    await store.swap('a', undefined, 'one');
    await expect(store.swap('a', previous, 'two')).resolves.toBe(false);
    await expect(store.read('a')).resolves.toBe('one');
  });

  it('knows no key that every object has', async () => {
    const store = fileGrantStore(file);
    for (const key of ['constructor', '__proto__', 'toString']) {
      await expect(store.read(key)).resolves.toBeUndefined();
      await expect(store.swap(key, undefined, 'one')).resolves.toBe(true);
      await expect(store.read(key)).resolves.toBe('one');
    }
  });

  it('takes each of many changes at once, and no two of what was there', async () => {
    const stores = Array.from({ length: 6 }, () => fileGrantStore(file));
    const tries = await Promise.all(stores.map((store, index) => store.swap('a', undefined, `${index}`)));
    expect(tries.filter((isWritten) => isWritten)).toHaveLength(1);
    await expect(fileGrantStore(file).read('a')).resolves.toBe(String(tries.indexOf(true)));
    const others = await Promise.all(
      stores.map((store, index) => store.swap(`key ${index}`, undefined, 'one')),
    );
    expect(others).toEqual(stores.map(() => true));
    await expect(readdir(folder)).resolves.toEqual(['grants.json']);
  });

  it('is what a link leads to, and the link stays', async () => {
    const shortcut = path.join(folder, 'link');
    await fileGrantStore(file).swap('a', undefined, 'one');
    await symlink(file, shortcut);
    await expect(fileGrantStore(shortcut).swap('a', 'one', 'two')).resolves.toBe(true);
    await expect(fileGrantStore(file).read('a')).resolves.toBe('two');
  });
});

describe('what a killed process leaves', () => {
  it('between its two steps is finished by another', async () => {
    const store = fileGrantStore(file);
    await store.swap('a', undefined, 'one');
    const id = await editionId();
    const next = JSON.stringify({ id: 'next', grants: { a: 'two' } });
    await writeFile(`${file}.${String(id)}.next`, next, { mode: 0o600 });
    await expect(store.swap('a', 'one', 'three')).resolves.toBe(false);
    await expect(store.read('a')).resolves.toBe('two');
    await expect(store.swap('a', 'two', 'three')).resolves.toBe(true);
  });

  it('before them is removed after a while', async () => {
    const draft = `${file}.1.draft`;
    await writeFile(draft, '');
    await fileGrantStore(file).read('a');
    await expect(stat(draft)).resolves.toBeDefined();
    await utimes(draft, 0, 0);
    await fileGrantStore(file).read('a');
    await expect(readdir(folder)).resolves.toEqual([]);
  });

  it('and one that stood still writes over nothing', async () => {
    const store = fileGrantStore(file);
    await store.swap('a', undefined, 'one');
    const id = await editionId();
    await store.swap('a', 'one', 'two');
    // Its name for the edition after the first is of no use any more.
    await writeFile(`${file}.late`, JSON.stringify({ id: 'late', grants: { a: 'late' } }), { mode: 0o600 });
    await link(`${file}.late`, `${file}.${String(id)}.next`);
    await expect(store.swap('a', 'two', 'three')).resolves.toBe(true);
    await expect(store.read('a')).resolves.toBe('three');
  });
});

describe('a file that cannot be used', () => {
  it.each(['', '{"id":"1","gra', 'garbage', '[]', '{"id":"1","grants":{"a":1}}', '{"grants":{}}'])(
    'is left as it is if it holds %j',
    async (content) => {
      await writeFile(file, content, { mode: 0o600 });
      const store = fileGrantStore(file);
      await expect(errorOf(store.read('a'))).resolves.toMatchObject({ code: 'ERR_KEYRING_GRANT_STORE' });
      const error = await errorOf(store.swap('a', undefined, 'one'));
      expect(error.message).toContain('backup');
      await expect(readFile(file, 'utf8')).resolves.toBe(content);
    },
  );

  it('is refused if everybody may read it', async () => {
    await fileGrantStore(file).swap('a', undefined, 'one');
    await chmod(file, 0o644);
    await expect(errorOf(fileGrantStore(file).read('a'))).resolves.toMatchObject({
      message: expect.stringContaining('chmod 600'),
    });
    await chmod(file, 0o660);
    await expect(fileGrantStore(file).read('a')).resolves.toBe('one');
  });

  it('is refused if everybody may replace it', async () => {
    await chmod(folder, 0o777);
    const store = fileGrantStore(file);
    await expect(errorOf(store.read('a'))).resolves.toMatchObject({
      message: expect.stringContaining('chmod o-w'),
    });
    await chmod(folder, 0o1777);
    await expect(store.read('a')).resolves.toBeUndefined();
  });

  it('is refused if its folder is missing, until it is there', async () => {
    const missing = path.join(folder, 'missing', 'grants.json');
    const store = fileGrantStore(missing);
    await expect(errorOf(store.read('a'))).resolves.toMatchObject({ code: 'ERR_KEYRING_GRANT_STORE' });
  });

  it('fails as the system says if it is a folder, and leaves nothing behind', async () => {
    await expect(fileGrantStore(folder).read('a')).rejects.toMatchObject({ code: 'EISDIR' });
  });
});

// Not by permissions, which the tests of a container's root do not have.
const onLinux = os.platform() === 'linux' ? it : it.skip;

onLinux('a place where nothing can be written fails as the system says', async () => {
  const store = fileGrantStore('/proc/grants.json');
  await expect(store.swap('a', undefined, 'one')).rejects.toMatchObject({
    code: expect.stringMatching(/^(?:ENOENT|EACCES|EROFS|EPERM|ENOSPC)$/),
  });
});
