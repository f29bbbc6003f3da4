import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import * as redis6 from 'redis';
import * as redis5 from 'redis-v5';
import { type RedisServer, startRedisServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../tools/test-setup/closed-after-test.js';
import { describeWithRedis, newKey, redisUnderTest } from './fixtures/redis-under-test.js';
import { type RedisVersion, type TestClient, versions } from './fixtures/redis-versions.js';
import { type RedisClient, redisTokenStore } from './index.js';

const encryptionKeys = newKey();
const key = 'an identity';

async function expectToWork(client: RedisClient): Promise<void> {
  const store = redisTokenStore({ client, encryptionKeys: [encryptionKeys, newKey(), newKey()] });
  await store.set(key, 'a token', 60_000);
  await expect(store.get(key)).resolves.toBe('a token');
  const lock = await store.lock(key, 60_000);
  expect(lock).toBeDefined();
  await expect(store.lock(key, 60_000)).resolves.toBeUndefined();
  await lock?.release();
  await expect(store.lock(key, 60_000)).resolves.toBeDefined();
  await store.deleteIfSame(key, 'another');
  await expect(store.get(key)).resolves.toBe('a token');
  await store.deleteIfSame(key, 'a token');
  await expect(store.get(key)).resolves.toBeUndefined();
}

describeWithRedis.each(versions)('a client of the application, of $version', ({ clients }: RedisVersion) => {
  const redis = redisUnderTest();

  it.each(['client', 'pool'] as const)('may be a %s', async (kind) => {
    await expectToWork(closedAfterTest(await clients[kind](redis.url)));
  });

  it('is not closed with the store', async () => {
    const client = closedAfterTest(await clients.client(redis.url));
    const store = redisTokenStore({ client, encryptionKeys });
    await store.close();
    await expect(client.get('anything')).resolves.toBeNull();
    await expect(store.get(key)).resolves.toBeUndefined();
  });

  it.each(['client', 'pool'] as const)(
    'gets a listener for errors if it is a %s without one',
    async (kind) => {
      const client = closedAfterTest(await clients[kind](redis.url));
      redisTokenStore({ client, encryptionKeys });
      redisTokenStore({ client, encryptionKeys });
      expect(client.listenerCount('error')).toBe(1);
      if (client instanceof EventEmitter) expect(() => client.emit('error', new Error('lost'))).not.toThrow();
    },
  );

  it('gets no further listener for errors if it has one', async () => {
    const client = closedAfterTest(await clients.client(redis.url));
    const heard: unknown[] = [];
    client.on('error', (error) => heard.push(error));
    redisTokenStore({ client, encryptionKeys });
    expect(client.listenerCount('error')).toBe(1);
  });
});

describeWithRedis.each(versions)('a cluster, of $version', ({ cluster }: RedisVersion) => {
  // A cluster of one: https://redis.io/docs/latest/commands/cluster-addslots/
  const redis = redisUnderTest({ args: ['--cluster-enabled', 'yes'] });

  async function clusterOfOne(): Promise<TestClient> {
    await redis.inspector.clusterAddSlotsRange({ start: 0, end: 16_383 }).catch(() => undefined);
    while (!(await redis.inspector.clusterInfo()).includes('cluster_state:ok')) continue;
    return closedAfterTest(await cluster(redis.url));
  }

  it('keeps tokens and locks, with several keys too', async () => {
    await expectToWork(await clusterOfOne());
  });

  it('gets a listener for errors', async () => {
    const client = await clusterOfOne();
    redisTokenStore({ client, encryptionKeys });
    expect(client.listenerCount('error')).toBe(1);
  });
});

describeWithRedis('a client that was told otherwise', () => {
  const redis = redisUnderTest();

  it.each([2, 3] as const)('may answer in bytes, by RESP %d', async (RESP) => {
    const client = closedAfterTest(redis6.createClient({ url: redis.url, RESP }));
    await client.connect();
    const { BLOB_STRING, SIMPLE_STRING } = redis6.RESP_TYPES;
    await expectToWork(client.withTypeMapping({ [BLOB_STRING]: Buffer, [SIMPLE_STRING]: Buffer }));
  });

  it('may put a prefix of its own before all names', async () => {
    const client = closedAfterTest(redis6.createClient({ url: redis.url, keyPrefix: 'mine:' }));
    await client.connect();
    await expectToWork(client);
    for (const name of (await redis.contents()).keys()) expect(name).toMatch(/^mine:axios-keyring:/);
  });
});

describeWithRedis.each(versions)('a client whose Redis dies, of $version', ({ clients }: RedisVersion) => {
  it('does not end the process, and goes on when Redis is back', async () => {
    let server: RedisServer = await startRedisServer();
    const client = closedAfterTest(await clients.client(server.url));
    const store = redisTokenStore({ client, encryptionKeys });
    await store.set(key, 'a token', 60_000);
    const lost = new Promise((resolve) => {
      client.on('error', resolve);
    });

    await server.kill();
    await lost;
    server = await startRedisServer({ port: server.port });

    await expect(store.get(key)).resolves.toBeUndefined();
    await server.stop();
  });
});

describe('the type of the client', () => {
  it('takes every client of both versions, and those of the user with modules', () => {
    const accept = (client: RedisClient): RedisClient => client;
    const rootNodes = [{ url: 'redis://127.0.0.1:1' }];
    const sentinel = { name: 'main', sentinelRootNodes: [{ host: '127.0.0.1', port: 1 }] };
    const clients = [
      accept(redis6.createClient()),
      accept(redis6.createClient({ RESP: 2 })),
      accept(redis6.createClientPool()),
      accept(redis6.createCluster({ rootNodes })),
      accept(redis6.createSentinel(sentinel)),
      accept(redis5.createClient()),
      accept(redis5.createClient({ RESP: 3 })),
      accept(redis5.createClientPool()),
      accept(redis5.createCluster({ rootNodes })),
      accept(redis5.createSentinel(sentinel)),
    ];
    for (const client of clients) {
      expect(() => redisTokenStore({ client, encryptionKeys })).not.toThrow();
    }
  });

  it('takes no URL, no options, and nothing that lacks a method', () => {
    // @ts-expect-error A URL is no client.
    expect(() => redisTokenStore({ client: 'redis://localhost', encryptionKeys })).toThrow(
      'client has to be',
    );
    // @ts-expect-error This cannot run scripts.
    expect(() => redisTokenStore({ client: new Map<string, string>(), encryptionKeys })).toThrow(
      'client has',
    );
  });
});
