import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  type AvananEmulator,
  type AvananEmulatorOptions,
  startEmulator,
} from '@axios-keyring/avanan/emulator';
import { hasRedisServer, type RedisServer, startRedisServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../test-setup/closed-after-test.js';
import { Fleet } from './fleet.js';
import { type Setup } from './messages.js';

// Where there is no redis-server, the set-up of the tests says so loudly.
const describeWithRedis = hasRedisServer() ? describe : describe.skip;

const size = 8;
const inFlight = 4;

let folder: string;
let worker: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-token-sharing-'));
  worker = path.join(folder, 'worker.cjs');
  // Once for all processes, each of which then starts in no time.
  await build({
    entryPoints: [path.join(__dirname, 'worker.ts')],
    ...{ outfile: worker, bundle: true, platform: 'node', conditions: ['@axios-keyring/source'] },
  });
});
afterAll(() => rm(folder, { recursive: true }));

/** An API and a Redis for one test, and what workers have to know of both. */
interface Scene {
  readonly api: AvananEmulator;
  readonly redis: RedisServer;
  readonly setup: Setup;
}

async function startScene(
  options: AvananEmulatorOptions = {},
  platform: Setup['key']['platform'] = 'smart-api',
): Promise<Scene> {
  const api = await closedAfterTest(startEmulator(options));
  const redis = await startRedis();
  const key: Setup['key'] =
    platform === 'infinity' ? { platform, ...api.portalCredentials } : { platform, ...api.credentials };
  const encryptionKeys = randomBytes(32).toString('base64');
  return { api, redis, setup: { baseURL: api.url, key, redis: { url: redis.url, encryptionKeys } } };
}

async function startRedis(port?: number): Promise<RedisServer> {
  const redis = await startRedisServer(port === undefined ? {} : { port });
  closedAfterTest({ close: () => redis.kill() });
  return redis;
}

describeWithRedis(`${size} processes that share tokens`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await Fleet.start(worker, size);
  }, 60_000);
  afterAll(() => fleet.close());

  it.each(['smart-api', 'infinity'] as const)(
    'fetch one token for 100 requests at once in each (%s)',
    async (platform) => {
      const { api, setup } = await startScene({}, platform);
      await fleet.ask({ what: 'prepare', setup });

      expect(await fleet.ask({ what: 'send', count: 100 })).toEqual({ 200: 800 });

      expect(api.tokensIssued).toBe(1);
      expect(api.requests).toHaveLength(801);
      expect(fleet.count('token-minted')).toBe(1);
      expect(fleet.count('token-shared')).toBe(size - 1);
      expect(fleet.count('store-failed')).toBe(0);
    },
    30_000,
  );

  it('fetch one more when it runs out under load', async () => {
    const { api, setup } = await startScene({ tokenLifetime: 5_000 });
    await fleet.ask({ what: 'prepare', setup });
    await fleet.ask({ what: 'keep-sending', inFlight });
    await fleet.untilTokens(1);
    const [{ expiresAt = NaN } = {}] = fleet.reports[0]?.events ?? [];

    await fleet.untilTokens(2);
    // They renew it before its end; the load goes on beyond that.
    await new Promise((resolve) => setTimeout(resolve, expiresAt - Date.now()));

    expect(Object.keys(await fleet.ask({ what: 'stop' }))).toEqual(['200']);
    expect(api.tokensIssued).toBe(2);
    expect(api.requests.filter(({ status }) => status === 401)).toEqual([]);
  }, 30_000);

  it('fetch one more when the API refuses it under load', async () => {
    const { api, setup } = await startScene();
    await fleet.ask({ what: 'prepare', setup });
    await fleet.ask({ what: 'keep-sending', inFlight });
    await fleet.untilTokens(1);

    api.revokeTokens();
    await fleet.untilTokens(2);

    expect(Object.keys(await fleet.ask({ what: 'stop' }))).toEqual(['200']);
    expect(api.tokensIssued).toBe(2);
    expect(fleet.count('refused')).toBeGreaterThanOrEqual(size);
  }, 30_000);

  it('go on by themselves while Redis is away, and share again when it is back', async () => {
    const { api, redis, setup } = await startScene({ tokenLifetime: 6_000 });
    await fleet.ask({ what: 'prepare', setup });
    await fleet.ask({ what: 'keep-sending', inFlight });
    await fleet.untilTokens(1);
    expect(api.tokensIssued).toBe(1);

    await redis.kill();
    api.revokeTokens();
    await fleet.untilTokens(2);
    expect(api.tokensIssued).toBeLessThanOrEqual(1 + size);
    for (const report of fleet.reports) expect(report.count('store-failed')).toBe(1);

    await startRedis(redis.port);
    const before = api.tokensIssued;
    // The tokens that they have fetched for themselves run out.
    await fleet.untilTokens(3);
    expect(api.tokensIssued).toBe(before + 1);
    for (const report of fleet.reports) expect(report.count('store-resumed')).toBe(1);

    expect(Object.keys(await fleet.ask({ what: 'stop' }))).toEqual(['200']);
  }, 30_000);

  it('go on when the one that holds the lock was killed, by the end of its lock', async () => {
    const lockTime = 2_000;
    const victim = await closedAfterTest(Fleet.start(worker, 1));
    let isFetching: () => void = () => undefined;
    const fetching = new Promise<void>((resolve) => (isFetching = resolve));
    let tokenCalls = 0;
    const { api, setup } = await startScene({
      respond: ({ target }) => {
        if (target !== '/v1.0/auth' || (tokenCalls += 1) > 1) return undefined;
        isFetching();
        return new Promise(() => undefined);
      },
    });
    const shortened = { ...setup, lockTime };
    await victim.ask({ what: 'prepare', setup: shortened });
    await fleet.ask({ what: 'prepare', setup: shortened });
    const start = Date.now();
    victim.ask({ what: 'send', count: 1 }).catch(() => undefined);
    await fetching;

    const answers = fleet.ask({ what: 'send', count: 50 });
    await victim.close();

    expect(await answers).toEqual({ 200: 50 * size });
    expect(api.tokensIssued).toBe(1);
    expect(tokenCalls).toBe(2);
    // Not sooner, since they respect the lock, and not much later.
    expect(Date.now() - start).toBeGreaterThanOrEqual(lockTime);
    expect(Date.now() - start).toBeLessThan(lockTime + 3_000);
  }, 30_000);
});
