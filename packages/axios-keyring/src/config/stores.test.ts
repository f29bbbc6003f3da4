import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { defineProvider, fileGrantStore, type GrantStore, grantStore } from '@axios-keyring/core';
import { inspectKeyring } from '../index.js';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** What a config says whose only provider keeps grants, and the store that this one was given. */
async function inspect(config: object, given?: GrantStore) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'axios-keyring-stores-'));
  folders.push(folder);
  const stores: (GrantStore | undefined)[] = [];
  const ledger = defineProvider({
    name: 'ledger',
    environmentPrefix: 'LEDGER',
    options: { grantStore: grantStore() },
    baseURLs: () => ['https://ledger.example'],
    authorize: ({ grantStore: store }) => {
      stores.push(store);
      return () => ({ headers: {} });
    },
  });
  writeFileSync(
    path.join(folder, 'keyring.config.json'),
    JSON.stringify({ routes: [{ provider: 'ledger' }], ...config }),
  );
  const { problems, close } = await inspectKeyring({
    ...{ directory: folder, providers: [ledger], profile: 'production' },
    ...(given && { grantStore: given }),
  });
  await close();
  return {
    folder,
    store: stores.at(-1),
    problems: problems.map(({ path: at, message }) => `${at}: ${message}`),
  };
}

describe('the grant store of a config', () => {
  it.each([{ file: 'grants.json' }, { file: { env: 'GRANTS_FILE_NAME' } }])(
    'is the file %j in the folder of the config',
    async (configured) => {
      process.env.GRANTS_FILE_NAME = 'grants.json';
      const { folder, store, problems } = await inspect({ grantStore: configured });
      expect(problems).toEqual([]);
      await store?.swap('key', undefined, 'text');
      await expect(fileGrantStore(path.join(folder, 'grants.json')).read('key')).resolves.toBe('text');
    },
  );

  it('is the Redis that it names', async () => {
    const encryptionKeys = 'd2Ugd2VyZSBtYWRlIGZvciB0aGlzIGV4YW1wbGUuLi4=';
    const redis = { url: 'redis://127.0.0.1:1', encryptionKeys };
    const { store, problems } = await inspect({ grantStore: { redis } });
    expect(problems).toEqual([]);
    await expect(store?.read('key')).rejects.toMatchObject({ code: 'ERR_CLOSED' });
  });

  it('gives way to that of a profile, and to that of the application', async () => {
    const config = { grantStore: { file: 'base' }, $production: { grantStore: { file: 'production' } } };
    const { folder, store } = await inspect(config);
    await store?.swap('key', undefined, 'text');
    await expect(fileGrantStore(path.join(folder, 'production')).read('key')).resolves.toBe('text');
    const own = { read: () => Promise.resolve(undefined), swap: () => Promise.resolve(true) };
    await expect(inspect(config, own)).resolves.toMatchObject({ store: own, problems: [] });
  });

  it.each([
    ['text', 'grantStore: grantStore has to be { "file": "…" } or { "redis": { … } }'],
    [{}, 'grantStore: grantStore has to be either { "file": "…" } or { "redis": { … } }'],
    [{ file: 'a', redis: {} }, 'grantStore: grantStore has to be either'],
    [{ file: 7 }, 'grantStore.file: file has to be a string or a reference; found a number.'],
    [{ path: 'x' }, 'grantStore.path: There is no key path.'],
    [{ file: { env: 'NOT_THERE' } }, 'grantStore.file: The environment variable NOT_THERE is not set'],
  ])('%j is a problem', async (configured, message) => {
    const { problems } = await inspect({ grantStore: configured });
    expect(problems).toEqual([expect.stringContaining(message)]);
  });
});
