import axios, { type AxiosInstance, isAxiosError } from 'axios';
import { Agent } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { avanan } from '@axios-keyring/avanan';
import { type KeyringEvent, type TokenStore } from '@axios-keyring/core';
import { redisTokenStore } from '@axios-keyring/redis';
import { type News, numberedOrder, type Order, type Outcomes, type Setup } from './messages.js';

// One process of a service. Its parent tells it what to do, and learns of every event that concerns tokens.

let client: AxiosInstance | undefined;
let outcomes: Record<string, number> = {};
let keepsSending = false;
const inFlight = new Set<Promise<void>>();

/** A client as a service would have it, with tokens that are shared through Redis. */
function createClient({ baseURL, key, redis, lockTime }: Setup): AxiosInstance {
  const tokenStore = withShortLocks(redisTokenStore(redis), lockTime);
  const created = axios.create({
    baseURL: `${baseURL}${key.platform === 'infinity' ? '/app/hec-api' : ''}/v1.0`,
    httpAgent: new Agent({ keepAlive: true, maxSockets: 32 }),
    proxy: false,
    validateStatus: null,
  });
  created.interceptors.request.use(avanan({ ...key, baseURL, tokenStore, onEvent: tellEvent }));
  return created;
}

/** The same store, with locks that end sooner, so that nobody waits for long after a lock's holder died. */
function withShortLocks(store: Required<TokenStore>, lockTime = Infinity): TokenStore {
  return {
    get: (key) => store.get(key),
    set: (key, value, timeToLive) => store.set(key, value, timeToLive),
    delete: (key) => store.delete(key),
    deleteIfSame: (key, value) => store.deleteIfSame(key, value),
    lock: (key, timeToLive) => store.lock(key, Math.min(timeToLive, lockTime)),
  };
}

async function send(): Promise<void> {
  const request = sendAndCount();
  inFlight.add(request);
  await request;
  inFlight.delete(request);
}

async function sendAndCount(): Promise<void> {
  if (!client) throw new Error('There is no client yet.');
  const outcome = await client.get('/scopes').then(
    ({ status }) => String(status),
    (error: unknown) => (isAxiosError(error) ? `${error.code ?? ''} ${error.message}` : String(error)),
  );
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

async function sendOnAndOn(): Promise<void> {
  while (keepsSending) {
    await send();
    // A load, and not all that the machine can do.
    await setTimeout(100);
  }
}

async function obey(order: Order): Promise<Outcomes> {
  if (order.what === 'prepare') {
    client = createClient(order.setup);
    outcomes = {};
  } else if (order.what === 'send') {
    await Promise.all(Array.from({ length: order.count }, send));
  } else if (order.what === 'keep-sending') {
    keepsSending = true;
    for (let index = 0; index < order.inFlight; index += 1) void sendOnAndOn();
  } else {
    keepsSending = false;
    await Promise.all(inFlight);
  }
  return outcomes;
}

function tell(news: News): void {
  process.send?.(news);
}

function tellEvent({ type, expiresAt }: KeyringEvent): void {
  // Every request has these.
  if (type === 'authorized' || type === 'token-reused') return;
  tell({ what: 'event', type, ...(expiresAt !== undefined && { expiresAt }) });
}

process.on('message', (message) => {
  const { id, order } = v.parse(numberedOrder, message);
  void obey(order).then((answer) => {
    tell({ what: 'answer', id, outcomes: answer });
  });
});
process.on('disconnect', () => process.exit());
tell({ what: 'ready' });
