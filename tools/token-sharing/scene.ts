import { randomBytes } from 'node:crypto';
import {
  type AvananEmulator,
  type AvananEmulatorOptions,
  startEmulator,
} from '@axios-keyring/avanan/emulator';
import { type RedisServer, startRedisServer } from '@axios-keyring/testing';
import { afterTest } from './after-test.js';
import { type Setup } from './messages.js';

/** An API and a Redis for one test. */
export interface Scene {
  readonly api: AvananEmulator;
  readonly redis: RedisServer;
  /** What workers have to know of both. */
  readonly setup: Setup;
}

/** Starts both; they end with the test. */
export async function startScene(
  options: AvananEmulatorOptions = {},
  platform: Setup['platform'] = 'smart-api',
): Promise<Scene> {
  const api = await startEmulator(options);
  afterTest(() => api.close());
  const redis = await startRedis();
  const { applicationId, secretKey } = api.credentials;
  const { clientId, accessKey } = api.portalCredentials;
  const key =
    platform === 'infinity'
      ? { account: clientId, secret: accessKey }
      : { account: applicationId, secret: secretKey };
  const encryptionKeys = randomBytes(32).toString('base64');
  return {
    api,
    redis,
    setup: { platform, baseURL: api.url, ...key, redis: { url: redis.url, encryptionKeys } },
  };
}

/** Starts a Redis that ends with the test. */
export async function startRedis(port?: number): Promise<RedisServer> {
  const redis = await startRedisServer(port === undefined ? {} : { port });
  afterTest(() => redis.kill());
  return redis;
}
