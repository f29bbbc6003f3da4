import axios, { type AxiosInstance } from 'axios';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type BearerEmulator, startEmulator } from '@axios-keyring/bearer/emulator';
import { refusalHint } from '@axios-keyring/core';
import { startServer, webToken } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { bearer, type BearerOptions } from './index.js';

describe.each(['http', 'fetch'] as const)('over the %s adapter', (adapter) => {
  let emulator: BearerEmulator;

  beforeEach(async () => {
    emulator = await closedAfterTest(startEmulator());
  });

  function clientOf(options: BearerOptions): AxiosInstance {
    const client = axios.create({ adapter, baseURL: emulator.url, proxy: false });
    client.interceptors.request.use(bearer({ baseURL: emulator.url, ...options }));
    return client;
  }

  it('a function without parameters is asked once for all requests, and again when its token expires', async () => {
    const api = await closedAfterTest(startServer((_, response) => void response.end()));
    const now = Date.now();
    const tokens = [60, 7200].map((seconds) => webToken({ exp: Math.floor(now / 1000) + seconds }));
    let asked = 0;
    const token = (): Promise<string> => Promise.resolve(tokens[(asked += 1) - 1] ?? 'none');
    const client = clientOf({ token, baseURL: api.url });

    await Promise.all(['/a', '/b', '/c'].map((path) => client.get(api.url + path)));
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 61_000);
    await client.get(`${api.url}/d`);
    clock.mockRestore();

    const sent = api.requests.map(({ headers }) => tokens.indexOf(headers.authorization?.slice(7) ?? ''));
    expect(sent).toEqual([0, 0, 0, 1]);
  });

  it('a token that does not say when it ends is kept until it is refused', async () => {
    const tokens = ['revoked', emulator.credentials.token];
    let asked = 0;
    const client = clientOf({ token: () => tokens[Math.min((asked += 1), 2) - 1] });

    await client.get('/a');
    await client.get('/b');

    expect(asked).toBe(2);
    expect(emulator.requests.map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  it('a token that something else puts into a store is taken from there, also after a refusal', async () => {
    const kept = new Map([['billing', 'revoked']]);
    const tokenStore = {
      get: (key: string) => Promise.resolve(kept.get(key)),
      set: () => Promise.reject(new Error('It is only read.')),
      delete: () => Promise.reject(new Error('It is only read.')),
    };
    const client = clientOf({ tokenKey: 'billing', tokenStore });
    await expect(client.get('/a')).rejects.toMatchObject({ response: { status: 401 } });
    kept.set('billing', emulator.credentials.token);
    await expect(client.get('/a')).resolves.toMatchObject({ status: 200 });
    kept.delete('billing');
    await expect(client.get('/a')).rejects.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      message: expect.stringContaining('nothing has put a token below billing'),
    });
  });
});

it('a key of a store without a store is refused', () => {
  expect(() => bearer({ baseURL: 'https://api.example', tokenKey: 'billing' })).toThrow(
    'tokenKey needs tokenStore',
  );
});

it.each([
  [401, 'Bearer realm="a", error="invalid_token"', 'The API does not accept the token.'],
  [401, 'Bearer error="insufficient_scope"', 'The API knows the token, but does not let it do this.'],
  [401, 'Basic realm="a"', 'The API asks for basic, and not for Bearer. Use the scheme basic.'],
  [403, '', 'The API knows the token, but does not let it do this.'],
])('a refusal with %d and %s is explained', async (status, challenge, hint) => {
  const api = await closedAfterTest(
    startServer((_, response) => void response.writeHead(status, { 'WWW-Authenticate': challenge }).end()),
  );
  const client = axios.create({ baseURL: api.url, proxy: false });
  client.interceptors.request.use(bearer({ token: 'a-token', baseURL: api.url }));

  const error: unknown = await client.get('/').catch((reason: unknown) => reason);

  expect(refusalHint(error)).toContain(hint);
});
