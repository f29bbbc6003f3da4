import { describe, expect, it } from '@jest/globals';
import { closedAfterTest } from '../../../tools/test-setup/closed-after-test.js';
import { describeWithRedis, newKey, redisUnderTest } from './fixtures/redis-under-test.js';
import { type RedisTokenStore, redisTokenStore } from './index.js';

const key = 'an identity';
const before = newKey();
const after = newKey();
const configurations = {
  before: [before],
  prepared: [before, after],
  switched: [after, before],
  after: [after],
};
type Step = keyof typeof configurations;

// Which processes run at the same moment while a deployment goes on.
const together: readonly (readonly [Step, Step])[] = [
  ['before', 'prepared'],
  ['prepared', 'before'],
  ['prepared', 'switched'],
  ['switched', 'prepared'],
  ['switched', 'after'],
  ['after', 'switched'],
];

describeWithRedis('while encryption keys are rotated', () => {
  const redis = redisUnderTest();

  function newStore(step: Step): RedisTokenStore {
    const encryptionKeys = configurations[step];
    return closedAfterTest(redisTokenStore({ url: redis.url, encryptionKeys }));
  }

  describe.each(together)('%s and %s', (one, other) => {
    it('share each newest token', async () => {
      const [left, right] = [newStore(one), newStore(other)];
      await left.set(key, 'first', 60_000);
      await expect(right.get(key)).resolves.toBe('first');
      await right.set(key, 'second', 60_000);
      await expect(right.get(key)).resolves.toBe('second');
      await expect(left.get(key)).resolves.toBe('second');
      await left.set(key, 'third', 60_000);
      await expect(left.get(key)).resolves.toBe('third');
      await expect(right.get(key)).resolves.toBe('third');
    });

    it('share the lock', async () => {
      const [left, right] = [newStore(one), newStore(other)];
      const lock = await left.lock(key, 60_000);
      expect(lock).toBeDefined();
      await expect(right.lock(key, 60_000)).resolves.toBeUndefined();
      await lock?.release();
      const next = await right.lock(key, 60_000);
      expect(next).toBeDefined();
      await expect(left.lock(key, 60_000)).resolves.toBeUndefined();
      await next?.release();
      await expect(redis.contents()).resolves.toEqual(new Map());
    });

    it('never both get the lock, nor both wait for ever', async () => {
      const stores = [newStore(one), newStore(other)];
      let holders = 0;
      const turns = Array.from({ length: 40 }, async (_, index) => {
        const store = stores[index % 2];
        let lock = await store?.lock(key, 60_000);
        while (!lock) lock = await store?.lock(key, 60_000);
        holders += 1;
        expect(holders).toBe(1);
        holders -= 1;
        await lock.release();
      });
      await Promise.all(turns);
    });

    it('delete each other’s tokens', async () => {
      const [left, right] = [newStore(one), newStore(other)];
      await left.set(key, 'first', 60_000);
      await right.deleteIfSame(key, 'another');
      await expect(left.get(key)).resolves.toBe('first');
      await right.deleteIfSame(key, 'first');
      await expect(left.get(key)).resolves.toBeUndefined();
      await left.set(key, 'second', 60_000);
      await right.delete(key);
      await expect(redis.contents()).resolves.toEqual(new Map());
    });
  });

  it('there is one text at a time, encrypted with the first key', async () => {
    await newStore('before').set(key, 'first', 60_000);
    await newStore('switched').set(key, 'second', 60_000);
    expect((await redis.contents()).size).toBe(1);
    await expect(newStore('after').get(key)).resolves.toBe('second');
    await expect(newStore('before').get(key)).resolves.toBeUndefined();
  });

  it('what one key cannot read does not hide what the other can', async () => {
    await newStore('after').set(key, 'first', 60_000);
    const [name = ''] = (await redis.contents()).keys();
    await redis.inspector.set(name, 'garbage');
    const store = newStore('switched');
    await expect(store.get(key)).resolves.toBe('');
    await newStore('before').set(key, 'second', 60_000);
    await expect(store.get(key)).resolves.toBe('second');
  });

  it('a lock that cannot be had completely is given back', async () => {
    const lock = await newStore('after').lock(key, 60_000);
    await expect(newStore('switched').lock(key, 60_000)).resolves.toBeUndefined();
    await expect(newStore('prepared').lock(key, 60_000)).resolves.toBeUndefined();
    await expect(redis.contents()).resolves.toHaveProperty('size', 1);
    await lock?.release();
    await expect(newStore('prepared').lock(key, 60_000)).resolves.toBeDefined();
  });
});
