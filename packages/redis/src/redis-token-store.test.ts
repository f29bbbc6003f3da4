import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, it } from '@jest/globals';
import { findText } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../tools/test-setup/closed-after-test.js';
import { describeWithRedis, newKey, redisUnderTest } from './fixtures/redis-under-test.js';
import { type RedisVersion, type TestClient, versions } from './fixtures/redis-versions.js';
import { type RedisTokenStore, redisTokenStore } from './index.js';

const identity = '["avanan","https://example.com","an-account"]';
const key = createHash('sha256').update(identity).digest('hex');
const token = '{"value":"a-token-that-nobody-may-see","expiresAt":1}';

describeWithRedis.each(versions)('a token store in Redis, with $version', ({ clients }: RedisVersion) => {
  const redis = redisUnderTest();
  const encryptionKeys = newKey();

  async function newStore(wrap = (client: TestClient): TestClient => client): Promise<RedisTokenStore> {
    const client = closedAfterTest(await clients.client(redis.url));
    return redisTokenStore({ client: wrap(client), encryptionKeys });
  }

  async function theName(): Promise<string> {
    const [name = '', ...others] = (await redis.contents()).keys();
    expect(others).toEqual([]);
    return name;
  }

  it('gives back what was put in, to every process with the key', async () => {
    const [one, other] = await Promise.all([newStore(), newStore()]);
    await one.set(key, token, 60_000);
    await expect(other.get(key)).resolves.toBe(token);
    await other.set(key, 'another', 60_000);
    await expect(one.get(key)).resolves.toBe('another');
    await expect(one.get(`${key}0`)).resolves.toBeUndefined();
  });

  it('shows in Redis neither the token nor whose it is', async () => {
    const store = await newStore();
    await store.set(key, token, 60_000);
    await store.lock(key, 60_000);

    const contents = await redis.contents();

    expect([...contents.keys()].sort()).toEqual([
      expect.stringMatching(/^axios-keyring:lock:\{[\da-f]{64}\}$/),
      expect.stringMatching(/^axios-keyring:token:\{[\da-f]{64}\}$/),
    ]);
    const secrets = [identity, key, token, 'a-token', encryptionKeys];
    const guesses = [key, identity, token].map((text) => createHash('sha256').update(text).digest('hex'));
    for (const text of [...contents].flat()) {
      const forms = [text, Buffer.from(text, 'base64url').toString('latin1')];
      for (const form of forms) {
        for (const secret of [...secrets, ...guesses]) expect(form).not.toContain(secret);
      }
    }
  });

  it('forgets after the time to live, in whole milliseconds', async () => {
    const store = await newStore();
    await store.set(key, token, 60_000.9);
    const left = await redis.inspector.pTTL(await theName());
    expect(left).toBeGreaterThan(50_000);
    expect(left).toBeLessThanOrEqual(60_000);

    for (const timeToLive of [0.4, 0, -5]) {
      await store.set(key, token, timeToLive);
      // Redis' own clock ends the millisecond; only this waits for it.
      while ((await store.get(key)) !== undefined) continue;
    }
  });

  it('gives an empty text for what it cannot read', async () => {
    const store = await newStore();
    await store.set(key, token, 60_000);
    const name = await theName();
    const stored = (await redis.inspector.get(name)) ?? '';
    const foreign = [
      '',
      'x',
      token,
      '\0\xff',
      stored.slice(0, -4),
      `${stored}AAAA`,
      stored.replace(/^A/, 'B'),
    ];
    for (const text of [...foreign, stored.toUpperCase()]) {
      await redis.inspector.set(name, text);
      await expect(store.get(key)).resolves.toBe('');
    }
    await redis.inspector.set(name, stored);
    await expect(store.get(key)).resolves.toBe(token);
  });

  it('gives an empty text for one that was moved here from another key', async () => {
    const store = await newStore();
    await store.set('another key', token, 60_000);
    const moved = await redis.inspector.get(await theName());
    await store.delete('another key');
    await store.set(key, 'mine', 60_000);
    await redis.inspector.set(await theName(), moved ?? '');

    await expect(store.get(key)).resolves.toBe('');
  });

  it('gives an empty text for something of another kind, and puts its own in its place', async () => {
    const store = await newStore();
    await store.set(key, token, 60_000);
    const name = await theName();
    await redis.inspector.del(name);
    await redis.inspector.lPush(name, 'of a list');

    await expect(store.get(key)).resolves.toBe('');
    await store.deleteIfSame(key, token);
    await store.set(key, token, 60_000);
    await expect(store.get(key)).resolves.toBe(token);
  });

  it('deletes', async () => {
    const store = await newStore();
    await store.set(key, token, 60_000);
    await store.set('another key', token, 60_000);
    await store.delete(key);
    await store.delete('nothing');
    await expect(store.get(key)).resolves.toBeUndefined();
    await expect(store.get('another key')).resolves.toBe(token);
  });

  it('deletes what is the same, and nothing else', async () => {
    const store = await newStore();
    await store.set(key, token, 60_000);
    await store.deleteIfSame(key, 'an older one');
    await expect(store.get(key)).resolves.toBe(token);
    await store.deleteIfSame(key, token);
    await expect(store.get(key)).resolves.toBeUndefined();
    await store.deleteIfSame(key, token);
    await expect(redis.contents()).resolves.toEqual(new Map());
  });

  it.each(['a newer one', token])('does not delete %j that came after it had looked', async (newer) => {
    const other = await newStore();
    const store = await newStore((client) => {
      const read = client.get.bind(client);
      client.get = async (name) => {
        const stored = await read(name);
        await other.set(key, newer, 60_000);
        return stored;
      };
      return client;
    });
    await other.set(key, token, 60_000);
    await store.deleteIfSame(key, token);
    await expect(other.get(key)).resolves.toBe(newer);
  });

  it('has one lock for each key, for one process at a time', async () => {
    const [one, other] = await Promise.all([newStore(), newStore()]);
    const locks = await Promise.all([one, other, one, other].map((store) => store.lock(key, 60_000)));
    const [lock, ...others] = locks.filter((lock) => lock !== undefined);
    expect(others).toEqual([]);
    const elsewhere = await other.lock('another key', 60_000);
    expect(elsewhere).toBeDefined();

    await lock?.release();

    const next = await other.lock(key, 60_000);
    expect(next).toBeDefined();
    await expect(one.lock(key, 60_000)).resolves.toBeUndefined();
  });

  it('has locks that end by themselves, after which their holder cannot give them back', async () => {
    const [one, other] = await Promise.all([newStore(), newStore()]);
    const former = await one.lock(key, 60_000.5);
    const left = await redis.inspector.pTTL(await theName());
    expect(left).toBeGreaterThan(50_000);
    expect(left).toBeLessThanOrEqual(60_000);
    await redis.inspector.pExpire(await theName(), 0); // As if the minute was over.

    const lock = await other.lock(key, 60_000);
    await former?.release();

    expect(lock).toBeDefined();
    await expect(one.lock(key, 60_000)).resolves.toBeUndefined();
    await lock?.release();
    await lock?.release();
    await expect(one.lock(key, 60_000)).resolves.toBeDefined();
  });

  it('has locks that end when Redis’ own clock says so', async () => {
    const store = await newStore();
    await store.lock(key, 1);
    let lock: unknown;
    while (lock === undefined) lock = await store.lock(key, 60_000);
    expect(lock).toBeDefined();
  });

  it('has locks that are not kept away for ever by something else in their place', async () => {
    const store = await newStore();
    await store.lock(key, 60_000);
    const name = await theName();
    await redis.inspector.del(name);
    await redis.inspector.lPush(name, 'of a list');

    await expect(store.lock(key, 60_000)).resolves.toBeUndefined();
    await expect(store.lock(key, 60_000)).resolves.toBeDefined();
  });

  it('shares nothing with a store of another prefix or another key', async () => {
    const client = closedAfterTest(await clients.client(redis.url));
    const store = await newStore();
    const others = [
      redisTokenStore({ client, encryptionKeys, prefix: 'another' }),
      redisTokenStore({ client, encryptionKeys: newKey() }),
    ];
    await store.set(key, token, 60_000);
    await store.lock(key, 60_000);
    for (const other of others) {
      await expect(other.get(key)).resolves.toBeUndefined();
      await expect(other.lock(key, 60_000)).resolves.toBeDefined();
    }
  });

  it('shows no secret to those who look into it', async () => {
    const client = closedAfterTest(await clients.client(redis.url));
    const store = redisTokenStore({ client, encryptionKeys });
    const own = closedAfterTest(
      redisTokenStore({ url: redis.url.replace('//', '//:a-password@'), encryptionKeys }),
    );
    await store.set(key, token, 60_000);
    await own.get(key).catch(() => undefined);
    for (const subject of [store, own]) {
      const visible = [
        JSON.stringify(subject),
        inspect(subject, { depth: Infinity, showHidden: true }),
      ].join();
      for (const secret of [
        'a-password',
        encryptionKeys,
        Buffer.from(encryptionKeys, 'base64').toString('hex'),
      ]) {
        expect(visible).not.toContain(secret);
        expect(findText(subject, secret)).toEqual([]);
      }
    }
  });
});

describeWithRedis.each(versions)('a Redis that is full, with $version', ({ clients }: RedisVersion) => {
  const redis = redisUnderTest({ args: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'] });

  it('refuses to store, in an error without the token', async () => {
    const client = closedAfterTest(await clients.client(redis.url));
    const store = redisTokenStore({ client, encryptionKeys: newKey() });
    const refusal = await store.set(key, token, 60_000).catch((error: unknown) => error);
    expect(inspect(refusal)).toContain('OOM');
    expect(findText(refusal, 'a-token')).toEqual([]);
    await expect(store.lock(key, 60_000)).rejects.toThrow('OOM');
    await expect(store.get(key)).resolves.toBeUndefined();
    await expect(store.delete(key)).resolves.toBeUndefined();
  });
});
