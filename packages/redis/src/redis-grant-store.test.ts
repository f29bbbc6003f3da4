import { afterEach, expect, it, jest } from '@jest/globals';
import { type RedisServer, startRedisServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../tools/test-setup/closed-after-test.js';
import { describeWithRedis, newKey, redisUnderTest } from './fixtures/redis-under-test.js';
import { type RedisVersion, versions } from './fixtures/redis-versions.js';
import { redisGrantStore } from './index.js';

const key = 'a'.repeat(64);
const secret = 'refresh token';

afterEach(() => {
  jest.restoreAllMocks();
});

/** The warnings of the process, in place of its own way to tell them. */
function warnings(): string[] {
  const told: string[] = [];
  jest.spyOn(process, 'emitWarning').mockImplementation((warning) => {
    told.push(String(warning));
  });
  return told;
}

describeWithRedis('a grant in Redis', () => {
  const redis = redisUnderTest({ args: ['--appendonly', 'yes'] });

  it('has no end, and nobody can read it there', async () => {
    const told = warnings();
    const store = closedAfterTest(redisGrantStore({ url: redis.url, encryptionKeys: newKey() }));
    await expect(store.read(key)).resolves.toBeUndefined();
    await expect(store.swap(key, undefined, secret)).resolves.toBe(true);
    await expect(store.read(key)).resolves.toBe(secret);
    const [[name, text] = ['', '']] = [...(await redis.contents())];
    expect(name).toBe(`axios-keyring:grant:{${key}}`);
    expect(text).not.toContain(secret);
    await expect(redis.inspector.pTTL(name)).resolves.toBe(-1);
    expect(told).toEqual([]);
  });

  it.each([undefined, 'other', ''])('stays as it is where %j is not what was there', async (previous) => {
    const store = closedAfterTest(redisGrantStore({ url: redis.url, encryptionKeys: newKey() }));
    await store.swap(key, undefined, secret);
    await expect(store.swap(key, previous, 'new')).resolves.toBe(false);
    await expect(store.read(key)).resolves.toBe(secret);
  });

  it('takes one of many changes at once', async () => {
    const encryptionKeys = newKey();
    const stores = Array.from({ length: 8 }, () =>
      closedAfterTest(redisGrantStore({ url: redis.url, encryptionKeys })),
    );
    for (let round = 0; round < 5; round += 1) {
      const previous = await stores[0]?.read(key);
      const tries = await Promise.all(
        stores.map((store, index) => store.swap(key, previous ?? undefined, `${index}`)),
      );
      expect(tries.filter((isWritten) => isWritten)).toHaveLength(1);
    }
  });

  it('is one and the same while encryption keys are rotated, whichever process has which', async () => {
    const [old, next] = [newKey(), newKey()];
    const [before, both, after] = [[old], [old, next], [next, old]].map((encryptionKeys) =>
      closedAfterTest(redisGrantStore({ url: redis.url, encryptionKeys })),
    );
    await before?.swap(key, undefined, '1');
    await expect(both?.swap(key, '1', '2')).resolves.toBe(true);
    await expect(after?.swap(key, '2', '3')).resolves.toBe(true);
    await expect(both?.swap(key, '2', '4')).resolves.toBe(false);
    await expect(both?.read(key)).resolves.toBe('3');
    // It never looks as if there were no grant.
    await expect(before?.read(key)).rejects.toMatchObject({ code: 'ERR_KEYRING_GRANT_STORE' });
    await expect(before?.swap(key, undefined, '5')).rejects.toMatchObject({
      code: 'ERR_KEYRING_GRANT_STORE',
    });
    await expect(after?.read(key)).resolves.toBe('3');
  });

  it.each(versions)(
    'is kept by a client of the application, of $version',
    async ({ clients }: RedisVersion) => {
      const client = closedAfterTest(await clients.client(redis.url));
      const store = redisGrantStore({ client, encryptionKeys: newKey() });
      await store.swap(key, undefined, secret);
      await expect(store.swap(key, secret, 'new')).resolves.toBe(true);
      await store.close();
      await expect(store.read(key)).resolves.toBe('new');
    },
  );

  it('is read and written again when Redis is back', async () => {
    let server: RedisServer = await startRedisServer({ args: ['--appendonly', 'yes'] });
    const store = closedAfterTest(redisGrantStore({ url: server.url, encryptionKeys: newKey() }));
    await store.swap(key, undefined, secret);
    await server.kill();
    await expect(store.read(key)).rejects.toThrow();
    server = await startRedisServer({ port: server.port, args: ['--appendonly', 'yes'] });
    await expect(store.swap(key, undefined, 'new')).resolves.toBe(true);
    await server.stop();
  });
});

describeWithRedis('a Redis that may lose grants', () => {
  const evicting = redisUnderTest({ args: ['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'] });
  const forgetful = redisUnderTest();

  it('is refused where it evicts what has no end', async () => {
    const store = closedAfterTest(redisGrantStore({ url: evicting.url, encryptionKeys: newKey() }));
    await expect(store.swap(key, undefined, secret)).rejects.toMatchObject({
      code: 'ERR_KEYRING_GRANT_STORE',
      message: expect.stringContaining('noeviction'),
    });
    await expect(evicting.contents()).resolves.toEqual(new Map());
  });

  it('is warned of, once, where it keeps no file', async () => {
    const told = warnings();
    const store = closedAfterTest(redisGrantStore({ url: forgetful.url, encryptionKeys: newKey() }));
    await store.swap(key, undefined, secret);
    await store.read(key);
    expect(told).toEqual([expect.stringContaining('appendonly yes')]);
  });

  it('is used as it is where it may not be asked', async () => {
    const told = warnings();
    await forgetful.inspector.aclSetUser('limited', [
      'on',
      '>word',
      '~axios-keyring:*',
      '+get',
      '+set',
      '+eval',
    ]);
    const url = forgetful.url.replace('//', '//limited:word@');
    const store = closedAfterTest(redisGrantStore({ url, encryptionKeys: newKey() }));
    await expect(store.swap(key, undefined, secret)).resolves.toBe(true);
    expect(told).toEqual([]);
  });
});
