import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import {
  type AvalaraCommunicationsEmulator,
  startEmulator,
} from '@axios-keyring/avalara-communications/emulator';
import { avalaraCommunications, type AvalaraCommunicationsOptions } from './index.js';

let emulator: AvalaraCommunicationsEmulator;

beforeEach(async () => {
  emulator = await startEmulator();
});

afterEach(async () => {
  await emulator.close();
});

function clientWith(
  adapter: 'http' | 'fetch' = 'http',
  options: AvalaraCommunicationsOptions = {},
): AxiosInstance {
  const client = axios.create({ baseURL: `${emulator.url}/api/v2`, adapter });
  const login = { username: 'first.last@avalara.com', password: 'secretpassword!' };
  client.interceptors.request.use(avalaraCommunications({ baseURL: emulator.url, ...login, ...options }));
  return client;
}

/** A config whose `keyring` TypeScript would not allow. */
function configWith(keyring: unknown): AxiosRequestConfig {
  const config: AxiosRequestConfig = {};
  Reflect.set(config, 'keyring', keyring);
  return config;
}

describe.each(['http', 'fetch'] as const)('the profile of one request over the %s adapter', (adapter) => {
  it.each([0, 7, Number.MAX_SAFE_INTEGER])('is sent as %d', async (clientProfileId) => {
    await clientWith(adapter).get('/afc/serviceinfo', { keyring: { clientProfileId } });

    expect(emulator.requests[0]?.headers.client_profile_id).toBe(String(clientProfileId));
  });

  it.each([0, 8])('goes before that of the interceptor, also as %d', async (clientProfileId) => {
    const client = clientWith(adapter, { clientProfileId: 7 });

    await client.get('/afc/serviceinfo', { keyring: { clientProfileId } });
    await client.get('/afc/serviceinfo', { keyring: {} });
    await client.get('/afc/serviceinfo');

    const profiles = emulator.requests.map(({ headers }) => headers.client_profile_id);
    expect(profiles).toEqual([String(clientProfileId), '7', '7']);
  });

  it('is not sent with a request that takes no credentials', async () => {
    const sending = clientWith(adapter, { clientProfileId: 7 }).get('/afc/serviceinfo', { keyring: false });

    await expect(sending).rejects.toMatchObject({ response: { status: 401 } });
    expect(emulator.requests[0]?.headers).not.toHaveProperty('client_profile_id');
    expect(emulator.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each([
    ['a misspelt key', { clientProfileID: 7 }, 'Did you mean "clientProfileId"?'],
    ['another misspelt key', { profileId: 7 }, 'The options are clientProfileId.'],
    ['a header name as the key', { client_profile_id: 7 }, 'Did you mean "clientProfileId"?'],
    ['a text', { clientProfileId: '7' }, 'clientProfileId has to be an integer of 0 or more'],
    ['a negative number', { clientProfileId: -1 }, 'has to be an integer of 0 or more'],
    ['a fraction', { clientProfileId: 7.5 }, 'has to be an integer of 0 or more'],
    ['what is no number', { clientProfileId: Number.NaN }, 'has to be an integer of 0 or more'],
    ['null', { clientProfileId: null }, 'has to be an integer of 0 or more'],
    ['a number instead of an object', 7, 'has to be false or an object'],
    ['true instead of an object', true, 'has to be false or an object'],
  ])('is refused as %s, before anything is sent', async (_, keyring, problem) => {
    const sending = clientWith(adapter).get('/afc/serviceinfo', configWith(keyring));

    await expect(sending).rejects.toMatchObject({
      code: 'ERR_KEYRING_REQUEST_OPTION',
      provider: 'avalara-communications',
      message: expect.stringContaining(problem),
    });
    expect(emulator.requests).toHaveLength(0);
  });
});

it('TypeScript knows what can be said per request', async () => {
  const client = clientWith();
  const wrongs: AxiosRequestConfig[] = [
    // @ts-expect-error -- a misspelt key
    { keyring: { clientProfileID: 7 } },
    // @ts-expect-error -- a text is no number
    { keyring: { clientProfileId: '7' } },
    // @ts-expect-error -- only false turns credentials off
    { keyring: true },
  ];

  await client.get('/afc/serviceinfo', { keyring: { clientProfileId: 7 } });
  for (const wrong of wrongs) {
    await expect(client.get('/afc/serviceinfo', wrong)).rejects.toMatchObject({
      code: 'ERR_KEYRING_REQUEST_OPTION',
    });
  }

  expect(emulator.requests).toHaveLength(1);
});
