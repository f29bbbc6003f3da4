import axios, { type AxiosInstance } from 'axios';
import { Agent } from 'node:http';
import { avanan } from '@axios-keyring/avanan';
import { type KeyringEventListener } from '@axios-keyring/core';
import { redisTokenStore } from '@axios-keyring/redis';
import { type Setup } from './messages.js';
import { withShortLocks } from './short-locks.js';

/** A client as a service would have it, with tokens that are shared through Redis. */
export function createClient(setup: Setup, onEvent: KeyringEventListener): AxiosInstance {
  const { baseURL, redis, account, secret } = setup;
  const { url, encryptionKeys, lockTime } = redis;
  const tokenStore = withShortLocks(redisTokenStore({ url, encryptionKeys }), lockTime);
  const common = { baseURL, tokenStore, onEvent };
  const client = axios.create({
    baseURL: `${baseURL}${setup.platform === 'infinity' ? '/app/hec-api' : ''}/v1.0`,
    httpAgent: new Agent({ keepAlive: true, maxSockets: 32 }),
    proxy: false,
    validateStatus: null,
  });
  client.interceptors.request.use(
    setup.platform === 'infinity'
      ? avanan({ platform: 'infinity', clientId: account, accessKey: secret, ...common })
      : avanan({ platform: 'smart-api', applicationId: account, secretKey: secret, ...common }),
  );
  return client;
}
