import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosInstance, isAxiosError } from 'axios';
import {
  type AvananEmulator,
  type AvananEmulatorOptions as EmulatorOptions,
} from '@axios-keyring/avanan/emulator';
import { startAvanan } from './fixtures/running.js';
import { avanan, type InfinityOptions, type SmartApiOptions } from './index.js';
import { refusalHint } from '@axios-keyring/core';

const smartApi = { applicationId: 'app1', secretKey: 'a-secret-that-nobody-may-see' };
const portal = { clientId: 'client1', accessKey: 'a-key-that-nobody-may-see' };
const keys = { ...smartApi, ...portal };
const several = { scopes: ['mt-prod-3:a', 'mt-prod-3:b'] };
const hour = 3_600_000;

beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});

afterEach(() => {
  jest.restoreAllMocks();
});

type Start = (emulator?: EmulatorOptions) => Promise<{ emulator: AvananEmulator; client: AxiosInstance }>;

function clientOf(baseURL: string, interceptor: ReturnType<typeof avanan>, adapter: string): AxiosInstance {
  const client = axios.create({ baseURL, adapter, proxy: false });
  client.interceptors.request.use(interceptor);
  return client;
}

async function hintOf(sending: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await sending.catch((reason: unknown) => reason);
  if (!isAxiosError(error) || !error.response) throw new Error('The request was not refused.');
  expect(`${refusalHint(error) ?? ''}${error.message}`).not.toContain('nobody-may-see');
  return refusalHint(error);
}

describe.each(['http', 'fetch'])('over the %s adapter', (adapter) => {
  const signed = async (
    emulatorOptions?: EmulatorOptions,
    options: SmartApiOptions = {},
  ): ReturnType<Start> => {
    const emulator = await startAvanan({ ...keys, ...emulatorOptions });
    const interceptor = avanan({ ...smartApi, baseURL: emulator.url, ...options });
    return { emulator, client: clientOf(`${emulator.url}/v1.0`, interceptor, adapter) };
  };
  const onPortal = async (
    emulatorOptions?: EmulatorOptions,
    options: Partial<InfinityOptions> = {},
  ): ReturnType<Start> => {
    const emulator = await startAvanan({ ...keys, ...emulatorOptions });
    const interceptor = avanan({ ...portal, baseURL: emulator.url, ...options, platform: 'infinity' });
    return { emulator, client: clientOf(`${emulator.url}/app/hec-api/v1.0`, interceptor, adapter) };
  };
  const platforms: [string, Start][] = [
    ['the Smart API', signed],
    ['the Infinity Portal', onPortal],
  ];

  describe('the Smart API’s refusal', () => {
    it('of a date that ends in Z names the option', async () => {
      const body = { message: 'Internal Server Error' };
      const faults = [{ what: 'server-error', status: 500, path: '/v1.0/scopes', body, times: 2 }] as const;
      const zone = await signed({ rejectDateWithZone: false, faults }, { dateFormat: 'utc-z' });
      await expect(hintOf(zone.client.get('/scopes'))).resolves.toContain('Leave dateFormat at "utc".');
      const usual = await signed({ faults });
      await expect(hintOf(usual.client.get('/scopes'))).resolves.toBeUndefined();
    });

    it('of a signature names the path that was signed, and the key', async () => {
      const { emulator, client } = await signed();
      // What a proxy does that rewrites the path: the API sees another one than was signed.
      client.defaults.adapter = (config) => {
        const url = axios.getUri(config).replace('/v1.0/task', '/v1.0/tasks');
        return axios.getAdapter(adapter, config)({ ...config, url, baseURL: '', params: undefined });
      };
      const hint = await hintOf(client.get('/task/1'));
      expect(emulator.requests.at(-1)).toMatchObject({ status: 403, target: '/v1.0/tasks/1' });
      expect(hint).toContain('It covers /v1.0/task/1 and the query as they left');
      expect(hint).toContain('secretKey is not the one of applicationId in this region');
    });

    it('of missing headers, or of a token that is new, names both', async () => {
      const { emulator, client } = await signed();
      emulator.inject({ what: 'stale-credential', path: '/v1.0/scopes', times: 2 });
      const hint = await hintOf(client.get('/scopes'));
      expect(hint).toContain(
        'The API found x-av- headers missing, which a proxy may have removed, or does not',
      );
      expect(emulator.tokensIssued).toBe(2);
    });

    it.each([
      [hour, 'about 60 minutes behind the API’s clock'],
      [-hour, 'about 60 minutes ahead of the API’s clock'],
    ])('of a date, by a clock that is %d ms off, names the clock', async (milliseconds, expected) => {
      const { emulator, client } = await signed();
      await client.get('/scopes');
      emulator.inject({ what: 'clock-offset', milliseconds, times: Infinity });
      // A stream cannot be sent twice, so the request is not repeated with the right time.
      const data = adapter === 'http' ? Readable.from(['{}']) : new Blob(['{}']).stream();
      const hint = await hintOf(client.post('/event/query', data));
      expect(hint).toContain(expected);
      expect(hint).toContain('Set the clock of this machine right.');
    });

    it('of a date is put right without a hint where the request can be sent again', async () => {
      const { emulator, client } = await signed();
      await client.get('/scopes');
      emulator.inject({ what: 'clock-offset', milliseconds: 600_000, times: Infinity });
      await expect(client.get('/scopes')).resolves.toMatchObject({ status: 200 });
    });
  });

  describe.each(platforms)('a refusal by %s', (_, start) => {
    it('of a request without a scope, where the key covers several, says where it belongs', async () => {
      const { client } = await start(several);
      const hint = await hintOf(client.get('/task/1'));
      expect(hint).toContain(
        'If the key covers several scopes, this has to name one of them: as scope in the query.',
      );
      const action = '/action/event?scope=mt-prod-3:a';
      await expect(hintOf(client.post(action, { requestData: {} }))).resolves.toContain(
        'as scope in requestData of the body.',
      );
      const params = { scope: 'mt-prod-3:a' };
      await expect(client.get('/task/1', { params })).resolves.toMatchObject({ status: 200 });
    });

    it('of a tenant’s key below /msp/ says whose key it takes', async () => {
      const { client } = await start({ isMsp: false });
      await expect(hintOf(client.get('/msp/tenants'))).resolves.toContain(
        'take only the key of a managed service provider',
      );
    });

    it.each([429, 404])('that says enough by itself (%d) has no hint', async (status) => {
      const { client } = await start({
        respond: ({ target }) => (target.endsWith('/scopes') ? { status } : undefined),
      });
      await expect(hintOf(client.get('/scopes'))).resolves.toBeUndefined();
    });
  });

  describe('the portal’s refusal', () => {
    it('of a token that is new names region and service', async () => {
      const { emulator, client } = await onPortal();
      emulator.inject({ what: 'stale-credential', path: /scopes/, times: 2 });
      const hint = await hintOf(client.get('/scopes'));
      expect(hint).toContain('The portal does not accept the token.');
      expect(hint).toContain('belongs to this region');
      expect(emulator.tokensIssued).toBe(2);
    });

    it('for a role names the role', async () => {
      const { client } = await onPortal({
        respond: ({ target }) => (target.endsWith('/scopes') ? { status: 403 } : undefined),
      });
      await expect(hintOf(client.get('/scopes'))).resolves.toContain('its role does not allow this');
    });
  });
});
