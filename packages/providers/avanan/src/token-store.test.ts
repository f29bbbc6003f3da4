import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import { type KeyringEvent, type TokenStore } from '@axios-keyring/core';
import { type AvananEmulator } from '@axios-keyring/avanan/emulator';
import { startAvanan } from './fixtures/running.js';
import { avanan } from './index.js';

const applicationId = 'US:myapp29';
const secretKey = 'my_avanan_secret';
let now: number;

beforeEach(() => {
  now = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => now);
});

afterEach(() => {
  jest.restoreAllMocks();
});

class SharedStore {
  readonly texts = new Map<string, string>();

  /** What one process sees of it; `isUp` says whether it can reach it. */
  seenFrom(process: { isUp: boolean }): TokenStore {
    const reach = (): Promise<Map<string, string>> =>
      process.isUp ? Promise.resolve(this.texts) : Promise.reject(new Error('The store is down.'));
    return {
      get: async (key) => (await reach()).get(key),
      set: async (key, value) => (await reach()).set(key, value),
      delete: async (key) => (await reach()).delete(key),
    };
  }
}

function clientOf({ url }: AvananEmulator, tokenStore: TokenStore, events: KeyringEvent[]): AxiosInstance {
  const client = axios.create({ baseURL: `${url}/v1.0`, proxy: false });
  const onEvent = (event: KeyringEvent): void => void events.push(event);
  client.interceptors.request.use(avanan({ baseURL: url, applicationId, secretKey, tokenStore, onEvent }));
  return client;
}

describe('two processes with one token store', () => {
  it('use one token, and one more when the API refuses it', async () => {
    const emulator = await startAvanan({ now: () => now });
    const store = new SharedStore();
    const clients = [1, 2].map(() => clientOf(emulator, store.seenFrom({ isUp: true }), []));
    for (const client of clients) await client.get('/scopes');
    expect(emulator.tokensIssued).toBe(1);

    emulator.revokeTokens();
    for (const client of clients) await client.get('/scopes');

    expect(emulator.tokensIssued).toBe(2);
    expect([...store.texts.keys()]).toEqual([expect.stringMatching(/^[\da-f]{64}$/)]);
  });

  it('fail no request where each has a token of its own and both are refused', async () => {
    const emulator = await startAvanan({ now: () => now });
    const store = new SharedStore();
    const process = { isUp: false };
    const events: KeyringEvent[] = [];
    const first = clientOf(emulator, store.seenFrom(process), events);
    const second = clientOf(emulator, store.seenFrom({ isUp: true }), []);
    await first.get('/scopes');
    await second.get('/scopes');
    process.isUp = true;
    now += 1_000;

    emulator.revokeTokens();

    await expect(first.get('/scopes')).resolves.toMatchObject({ status: 200 });
    await expect(second.get('/scopes')).resolves.toMatchObject({ status: 200 });
    expect(emulator.tokensIssued).toBe(3);
    expect(events.map(({ type }) => type)).toEqual([
      ...['store-failed', 'token-minted', 'authorized'],
      ...['token-reused', 'authorized', 'refused'],
      ...['store-resumed', 'token-shared', 'authorized', 'recovered', 'refused'],
      ...['token-renewed', 'authorized', 'recovered'],
    ]);
  });
});
