import { type KeyringEvent } from '../contract/event.js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { findText, startServer, type TestServer } from '@axios-keyring/testing';
import { channelName } from './diagnostics.js';
import { example } from '../fixtures/example-provider.js';
import { secret } from '../options/secrets.js';
import { defineProvider } from '../provider.js';
import { TokenSource } from '../credentials/tokens/token-source.js';

const canary = 'canary-77aa';

const minting = defineProvider({
  name: 'minting',
  environmentPrefix: 'MINTING',
  options: { key: secret({ description: 'The key.' }) },
  baseURLs: () => [],
  authorize: ({ key }) => {
    const tokens = new TokenSource({
      provider: 'minting',
      mint: async (request) => {
        const headers = { 'x-key': await key(request) };
        const { body, status } = await request.exchange({
          method: 'GET',
          url: `${request.baseURL}/token`,
          headers,
        });
        if (status !== 200) throw new Error('no token');
        return { value: body, expiresIn: 3_600_000 };
      },
    });
    return async (request) => ({
      headers: {
        Authorization: `Bearer ${await tokens.get(request, { endpoint: request.baseURL })}`,
      },
    });
  },
});

let server: TestServer;
let status: (target: string, call: number) => number;

beforeEach(async () => {
  status = () => 200;
  let calls = 0;
  server = await startServer(({ target }, response) => {
    calls += 1;
    response.statusCode = status(target, calls);
    if (response.statusCode === 302) response.setHeader('location', '/moved?secret=1');
    response.end(`${canary}-${calls}`);
  });
});

afterEach(() => server.close());

async function eventsOf(
  send: (onEvent: (event: KeyringEvent) => void) => Promise<unknown>,
): Promise<KeyringEvent[]> {
  const events: KeyringEvent[] = [];
  await send((event) => events.push(event)).catch(() => undefined);
  return events;
}

describe('events', () => {
  it('tell the whole way of a request', async () => {
    status = (target, call) => (target.startsWith('/a') ? ({ 2: 401, 4: 302 }[call] ?? 200) : 200);

    const events = await eventsOf(async (onEvent) => {
      const client = axios.create({ baseURL: server.url });
      client.interceptors.request.use(minting({ key: canary, baseURL: server.url, onEvent }));
      await client.get('/a', { params: { account: 7 } });
    });

    const common = { provider: 'minting', method: 'GET', url: `${server.url}/a` };
    expect(events).toEqual([
      { type: 'token-minted', ...common, expiresAt: expect.any(Number) },
      { type: 'authorized', ...common, headers: ['Authorization'] },
      { type: 'refused', ...common, status: 401 },
      { type: 'token-renewed', ...common, expiresAt: expect.any(Number) },
      { type: 'authorized', ...common, headers: ['Authorization'] },
      { type: 'recovered', ...common },
      { type: 'redirected', ...common, status: 302, to: `${server.url}/moved` },
      { type: 'token-reused', ...common, url: `${server.url}/moved`, expiresAt: expect.any(Number) },
      { type: 'authorized', ...common, url: `${server.url}/moved`, headers: ['Authorization'] },
    ]);
    expect(findText(events, canary)).toEqual([]);
  });

  it('tell of a token that could not be had', async () => {
    status = () => 500;

    const events = await eventsOf(async (onEvent) => {
      const client = axios.create({ baseURL: server.url });
      client.interceptors.request.use(minting({ key: canary, baseURL: server.url, onEvent }));
      await client.get('/a');
    });

    expect(events).toEqual([
      expect.objectContaining({ type: 'token-failed', code: 'UNKNOWN', retryAt: expect.any(Number) }),
    ]);
  });

  it('are published on the diagnostics channel too', async () => {
    const messages: unknown[] = [];
    const receive = (message: unknown): number => messages.push(message);
    subscribe(channelName, receive);
    const client = axios.create({ baseURL: server.url });
    client.interceptors.request.use(example({ token: canary, baseURL: server.url }));

    await client.post('/a?account=7');
    unsubscribe(channelName, receive);

    expect(messages).toEqual([
      {
        type: 'authorized',
        provider: 'example',
        method: 'POST',
        url: `${server.url}/a`,
        headers: ['Authorization', 'x-nonce'],
      },
    ]);
  });

  it('that a listener cannot take fail no request', async () => {
    const client = axios.create({ baseURL: server.url });
    const onEvent = (): void => {
      throw new Error('the log is full');
    };
    client.interceptors.request.use(example({ token: canary, baseURL: server.url, onEvent }));

    expect(await client.get('/a')).toMatchObject({ status: 200 });
  });
});
