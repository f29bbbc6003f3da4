import { afterEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosAdapter } from 'axios';
import { type TokenStore } from '@axios-keyring/core';
import { azureCommunication } from './azure-communication.js';
import { adapters, type AzureEmulator, clientOf, start } from './fixtures/running-emulator.js';

const hour = 3_600_000;
const replaced = Buffer.from('a key that was replaced').toString('base64');
const other = Buffer.from('the other key').toString('base64');
const user = { id: '8:acs:a_b', scopes: ['chat'] } as const;

afterEach(() => {
  jest.useRealTimers();
});

function memoryStore(): TokenStore {
  const texts = new Map<string, string>();
  return {
    get: (key) => Promise.resolve(texts.get(key)),
    set: (key, value) => Promise.resolve(texts.set(key, value)),
    delete: (key) => Promise.resolve(texts.delete(key)),
  };
}

/** The answers to the exchanges, and to the requests that needed a token. */
function statusesOf({ requests }: AzureEmulator): readonly (readonly [string, number])[] {
  return requests.map(({ method, status }) => [method === 'POST' ? 'exchange' : 'request', status]);
}

describe.each(adapters)('the access key behind a user, over the %s adapter', (adapter) => {
  it('is tried at once when it was put right', async () => {
    const emulator = await start();
    let key = replaced;
    const accessKey = (): string => key;
    const client = clientOf(emulator.url, { endpoint: emulator.url, accessKey, user }, adapter);
    await expect(client.get('/chat/threads')).rejects.toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });

    key = emulator.credentials.accessKey;

    await expect(client.get('/chat/threads')).resolves.toMatchObject({ status: 200 });
    expect(statusesOf(emulator)).toEqual([
      ['exchange', 401],
      ['exchange', 200],
      ['request', 200],
    ]);
  });

  it('of one process neither keeps the others from their token nor is given it', async () => {
    const emulator = await start();
    const shared = { endpoint: emulator.url, user, tokenStore: memoryStore() };
    const late = clientOf(emulator.url, { ...shared, accessKey: replaced }, adapter);
    const right = clientOf(emulator.url, { ...shared, accessKey: emulator.credentials.accessKey }, adapter);

    await expect(late.get('/chat/threads')).rejects.toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
    await expect(right.get('/chat/threads')).resolves.toMatchObject({ status: 200 });
    await expect(late.get('/chat/threads')).rejects.toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
  });

  it('gives way to the other of two, also where another process was told of the refusal', async () => {
    const emulator = await start({ accessKey: other });
    const options = {
      endpoint: emulator.url,
      accessKey: [replaced, other],
      user,
      tokenStore: memoryStore(),
    } as const;

    for (const client of [1, 2].map(() => clientOf(emulator.url, options, adapter))) {
      await expect(client.get('/chat/threads')).resolves.toMatchObject({ status: 200 });
    }

    expect(statusesOf(emulator)).toEqual([
      ['exchange', 401],
      ['exchange', 200],
      ['request', 200],
      ['request', 200],
    ]);
  });

  it('gives way to the other of two after the clock was corrected', async () => {
    const emulator = await start({ accessKey: other, now: () => Date.now() + hour });
    const options = { endpoint: emulator.url, accessKey: [replaced, other], user } as const;

    await clientOf(emulator.url, options, adapter).get('/chat/threads');

    expect(statusesOf(emulator)).toEqual([
      ['exchange', 401],
      ['exchange', 401],
      ['exchange', 200],
      ['request', 200],
    ]);
  });

  it('fails if both of two are refused, after one try of each', async () => {
    const emulator = await start();
    const options = { endpoint: emulator.url, accessKey: [replaced, other], user } as const;

    const sending = clientOf(emulator.url, options, adapter).get('/chat/threads');

    await expect(sending).rejects.toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
    expect(emulator.requests.map(({ status }) => status)).toEqual([401, 401]);
  });

  it('stays where it is when a token is refused', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const endpoint = emulator.url;
    const client = clientOf(endpoint, { endpoint, accessKey: [accessKey, replaced], user }, adapter);
    await client.get('/chat/threads');
    await clientOf(endpoint, { endpoint, accessKey }).post('/identities/8:acs:a_b/:revokeAccessTokens');

    await client.get('/chat/threads');

    expect(emulator.requests.map(({ status }) => status)).toEqual([200, 200, 204, 401, 200, 200]);
  });

  it('that is never returned keeps no other request waiting', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const answers = [new Promise<string>(() => undefined), accessKey];
    const options = { endpoint: emulator.url, accessKey: () => answers.shift(), user };
    const client = clientOf(emulator.url, options, adapter);

    const waiting = client.get('/chat/threads', { timeout: 500 });
    const sending = client.get('/chat/threads', { timeout: 10_000 });

    await expect(waiting).rejects.toMatchObject({ code: 'ECONNABORTED' });
    await expect(sending).resolves.toMatchObject({ status: 200 });
  });

  it('may change while the identity is created: there is one for both', async () => {
    const emulator = await start({ secondaryAccessKey: other });
    const keys = [emulator.credentials.accessKey, other];
    const created = { scopes: ['chat'] } as const;
    const options = { endpoint: emulator.url, accessKey: () => keys.shift(), user: created };
    const client = clientOf(emulator.url, options, adapter);

    await Promise.all([client.get('/chat/threads'), client.get('/chat/threads')]);

    const exchanges = emulator.requests.filter(({ method }) => method === 'POST');
    expect(exchanges.map(({ target }) => target.replace(/8%3A[^/]+/, 'ID'))).toEqual([
      '/identities?api-version=2023-10-01',
      '/identities/ID/:issueAccessToken?api-version=2023-10-01',
    ]);
  });

  it('may have begun to create the identity in a request of a worker that has ended: it is created anew', async () => {
    const emulator = await start({
      secondaryAccessKey: other,
      faults: [{ what: 'hang', path: '/identities' }],
    });
    const keys = [emulator.credentials.accessKey, other];
    const created = { scopes: ['chat'] } as const;
    const options = { endpoint: emulator.url, accessKey: () => keys.shift(), user: created };
    const client = clientOf(emulator.url, options, adapter);
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] });
    void client.get('/chat/threads').catch(() => undefined);
    while (emulator.requests.length === 0) await new Promise(setImmediate);
    // Of what that request began, no timer fires any more.
    jest.clearAllTimers();

    const waiting = client.get('/chat/threads');
    await jest.advanceTimersByTimeAsync(2_000);

    await expect(waiting).resolves.toMatchObject({ status: 200 });
  });
});

describe('an identity that a mock answered', () => {
  it('is none for requests that reach the service', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const interceptor = azureCommunication({ endpoint: emulator.url, accessKey, user: { scopes: ['chat'] } });
    const expiresOn = new Date(Date.now() + hour).toISOString();
    const data = { identity: { id: '8:acs:mocked_1' }, accessToken: { token: 'mocked', expiresOn } };
    const mock: AxiosAdapter = (config) =>
      Promise.resolve({ status: 200, statusText: 'OK', headers: {}, config, data });
    for (const adapter of [mock, 'http' as const]) {
      const client = axios.create({ baseURL: emulator.url, adapter });
      client.interceptors.request.use(interceptor);
      await expect(client.get('/chat/threads')).resolves.toMatchObject({ status: 200 });
    }

    expect(emulator.requests.map(({ target }) => target)).toEqual([
      '/identities?api-version=2023-10-01',
      '/chat/threads',
    ]);
  });
});
