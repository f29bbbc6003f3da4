import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasRedisServer } from '@axios-keyring/testing';
import { afterTest } from './after-test.js';
import { Fleet } from './fleet.js';
import { startRedis, startScene } from './scene.js';
import { WorkerProcess } from './worker-process.js';

// Where there is no redis-server, the set-up of the tests says so loudly.
const describeWithRedis = hasRedisServer() ? describe : describe.skip;

const size = 8;
const inFlight = 4;

describeWithRedis(`${size} processes that share tokens`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await Fleet.start(size);
  }, 60_000);
  afterAll(() => fleet.kill());

  it.each(['smart-api', 'infinity'] as const)(
    'fetch one token for 500 requests at once in each (%s)',
    async (platform) => {
      const { api, setup } = await startScene({}, platform);
      await fleet.ask({ what: 'prepare', setup });

      expect(await fleet.ask({ what: 'send', count: 500 })).toEqual({ 200: 4_000 });

      expect(api.tokensIssued).toBe(1);
      expect(api.requests).toHaveLength(4_001);
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
    await fleet.until(({ tokens }) => tokens >= 1);
    const [{ expiresAt = NaN } = {}] = fleet.workers[0]?.events ?? [];

    await fleet.until(({ tokens }) => tokens >= 2);
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
    await fleet.until(({ tokens }) => tokens >= 1);

    api.revokeTokens();
    await fleet.until(({ tokens }) => tokens >= 2);

    expect(Object.keys(await fleet.ask({ what: 'stop' }))).toEqual(['200']);
    expect(api.tokensIssued).toBe(2);
    expect(fleet.count('refused')).toBeGreaterThanOrEqual(size);
  }, 30_000);

  it('go on by themselves while Redis is away, and share again when it is back', async () => {
    const { api, redis, setup } = await startScene({ tokenLifetime: 6_000 });
    await fleet.ask({ what: 'prepare', setup });
    await fleet.ask({ what: 'keep-sending', inFlight });
    await fleet.until(({ tokens }) => tokens >= 1);
    expect(api.tokensIssued).toBe(1);

    await redis.kill();
    api.revokeTokens();
    await fleet.until(({ tokens }) => tokens >= 2);
    expect(api.tokensIssued).toBeLessThanOrEqual(1 + size);
    for (const worker of fleet.workers) expect(worker.count('store-failed')).toBe(1);

    await startRedis(redis.port);
    const before = api.tokensIssued;
    // The tokens that they have fetched for themselves run out.
    await fleet.until(({ tokens }) => tokens >= 3);
    expect(api.tokensIssued).toBe(before + 1);
    for (const worker of fleet.workers) expect(worker.count('store-resumed')).toBe(1);

    expect(Object.keys(await fleet.ask({ what: 'stop' }))).toEqual(['200']);
  }, 30_000);

  it('go on when the one that holds the lock was killed, by the end of its lock', async () => {
    const lockTime = 2_000;
    const victim = await WorkerProcess.start();
    afterTest(() => victim.kill());
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
    const shortened = { ...setup, redis: { ...setup.redis, lockTime } };
    await victim.ask({ what: 'prepare', setup: shortened });
    await fleet.ask({ what: 'prepare', setup: shortened });
    const start = Date.now();
    victim.ask({ what: 'send', count: 1 }).catch(() => undefined);
    await fetching;

    const answers = fleet.ask({ what: 'send', count: 50 });
    await victim.kill();

    expect(await answers).toEqual({ 200: 50 * size });
    expect(api.tokensIssued).toBe(1);
    expect(tokenCalls).toBe(2);
    // Not sooner, since they respect the lock, and not much later.
    expect(Date.now() - start).toBeGreaterThanOrEqual(lockTime);
    expect(Date.now() - start).toBeLessThan(lockTime + 3_000);
  }, 30_000);
});
