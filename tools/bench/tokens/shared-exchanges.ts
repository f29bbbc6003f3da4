import { randomBytes } from 'node:crypto';
import { hasRedisServer, startEmulator, startRedisServer } from '@axios-keyring/testing';
import { Fleet } from '../../token-sharing/fleet.js';
import { type Figure } from '../figure.js';

const processes = 4;
const requests = 2_500;

/** How many tokens are fetched by processes that share them through Redis. */
export async function sharedExchangeFigures(): Promise<readonly Figure[]> {
  const total = (processes * requests).toLocaleString('en');
  const name = `${total} requests at once in ${processes} processes with Redis, cold token`;
  if (!hasRedisServer()) {
    console.warn(`\n  !!! NOT MEASURED: ${name}. There is no redis-server on this machine.\n`);
    return [];
  }
  const fleet = await Fleet.start(processes);
  const api = await startEmulator('avanan');
  const redis = await startRedisServer();
  try {
    const { applicationId: account, secretKey: secret } = api.credentials;
    const store = { url: redis.url, encryptionKeys: randomBytes(32).toString('base64') };
    const setup = { platform: 'smart-api', baseURL: api.url, account, secret, redis: store } as const;
    await fleet.ask({ what: 'prepare', setup });
    const start = performance.now();
    const outcomes = await fleet.ask({ what: 'send', count: requests });
    const time = performance.now() - start;
    if (outcomes[200] !== processes * requests)
      throw new Error(`Not all answers were 200: ${JSON.stringify(outcomes)}`);
    return [
      { name: `${name}: exchanges`, value: api.tokensIssued, bar: 1 },
      { name: `${name}: all answered`, value: time, unit: 'ms' },
    ];
  } finally {
    await Promise.all([fleet.kill(), api.close(), redis.kill()]);
  }
}
