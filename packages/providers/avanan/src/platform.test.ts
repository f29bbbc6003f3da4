import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios from 'axios';
import { type KeyringError, type KeyringInterceptor } from '@axios-keyring/core';
import { createInterceptor, parseBaseURL, routesOf, RouteTable } from '@axios-keyring/core/engine';
import { understandBaseURL } from './base-url.js';
import { startAvanan } from './fixtures/running.js';
import { avanan, type AvananOptions } from './index.js';
import { refusalOf } from '../../../../tools/test-setup/refusal-of.js';

const smartApi = { applicationId: 'app1', secretKey: 'a-secret-that-nobody-may-see' };
const portal = { clientId: 'client1', accessKey: 'a-key-that-nobody-may-see' };
const variables = {
  AVANAN_APPLICATION_ID: smartApi.applicationId,
  AVANAN_SECRET_KEY: smartApi.secretKey,
  AVANAN_CLIENT_ID: portal.clientId,
  AVANAN_ACCESS_KEY: portal.accessKey,
};
const smartApiURL = 'https://smart-api-production-1-us.avanan.net/v1.0';
const portalURL = 'https://cloudinfra-gw-us.portal.checkpoint.com/app/hec-api';

beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});

afterEach(() => {
  jest.restoreAllMocks();
});

const refusal = (options: unknown): KeyringError => refusalOf(avanan, options);

function servedWith(options?: AvananOptions): readonly string[] {
  return avanan(options).baseURLs;
}

describe('the platform', () => {
  it('is the Smart API unless something else is said', () => {
    expect(servedWith(smartApi)).toEqual([smartApiURL]);
    expect(servedWith({ ...smartApi, platform: 'smart-api' })).toEqual([smartApiURL]);
    expect(servedWith({ ...portal, platform: 'infinity' })).toEqual([portalURL]);
  });

  it('is told by the key, whatever the environment says', () => {
    expect(servedWith(portal)).toEqual([portalURL]);
    jest.replaceProperty(process, 'env', { AVANAN_PLATFORM: 'smart-api' });
    expect(servedWith(portal)).toEqual([portalURL]);
  });

  it('can be chosen by the environment, which has the keys of both', () => {
    jest.replaceProperty(process, 'env', variables);
    expect(servedWith()).toEqual([smartApiURL]);
    expect(servedWith({ platform: 'infinity' })).toEqual([portalURL]);
    jest.replaceProperty(process, 'env', { ...variables, AVANAN_PLATFORM: 'infinity', AVANAN_REGION: 'sg' });
    expect(servedWith()).toEqual(['https://cloudinfra-gw.sg.portal.checkpoint.com/app/hec-api']);
    expect(servedWith({ platform: 'smart-api', region: 'us' })).toEqual([smartApiURL]);
  });

  it('is the portal where only its key is in the environment', () => {
    const { AVANAN_CLIENT_ID, AVANAN_ACCESS_KEY } = variables;
    jest.replaceProperty(process, 'env', { AVANAN_CLIENT_ID, AVANAN_ACCESS_KEY, AVANAN_REGION: 'sg' });
    expect(servedWith()).toEqual(['https://cloudinfra-gw.sg.portal.checkpoint.com/app/hec-api']);
    expect(servedWith({ ...smartApi, region: 'us' })).toEqual([smartApiURL]);
    jest.replaceProperty(process, 'env', { AVANAN_ACCESS_KEY });
    expect(refusal({}).message).toContain(
      'Credentials are missing. Give applicationId (or AVANAN_APPLICATION_ID)',
    );
  });

  it('is not told by dateFormat, which has nothing of a key', () => {
    jest.replaceProperty(process, 'env', { ...variables, AVANAN_PLATFORM: 'infinity' });
    expect(refusal({ dateFormat: 'utc' }).message).toContain(
      'dateFormat and platform infinity do not go together. Give applicationId (or AVANAN_APPLICATION_ID)',
    );
  });

  it('is not changed by the environment where the arguments have the keys of the Smart API', () => {
    jest.replaceProperty(process, 'env', { AVANAN_PLATFORM: 'infinity' });
    expect(servedWith(smartApi)).toEqual([smartApiURL]);
  });

  it('that is unknown is refused, wherever it is said', () => {
    const message = 'platform has to be one of smart-api, infinity. Did you mean "infinity"?';
    expect(refusal({ ...smartApi, platform: 'infinty' }).message).toContain(message);
    jest.replaceProperty(process, 'env', { ...variables, AVANAN_PLATFORM: 'infinty' });
    expect(refusal({}).message).toContain(message);
  });

  it('takes its own options only', () => {
    const advice =
      'do not go together. Give applicationId (or AVANAN_APPLICATION_ID) and secretKey (or AVANAN_SECRET_KEY) for the ' +
      'platform smart-api, or clientId (or AVANAN_CLIENT_ID) and accessKey (or AVANAN_ACCESS_KEY) for the platform infinity.';
    for (const [options, mixed] of [
      [{ ...smartApi, ...portal }, 'applicationId and secretKey and clientId and accessKey'],
      [{ ...smartApi, ...portal, platform: 'infinity' }, 'applicationId and secretKey and platform infinity'],
      [{ ...portal, platform: 'smart-api' }, 'clientId and accessKey and platform smart-api'],
      [{ ...portal, dateFormat: 'utc' }, 'dateFormat and platform infinity'],
    ] as const) {
      const { code, message } = refusal(options);
      expect({ code, message }).toEqual({
        code: 'ERR_KEYRING_OPTION',
        message: `[@axios-keyring/avanan] ${mixed} ${advice}`,
      });
    }
  });

  it('does not mind what is undefined', () => {
    expect(servedWith({ ...smartApi, clientId: undefined, accessKey: undefined })).toEqual([smartApiURL]);
    expect(servedWith({ ...portal, platform: 'infinity', secretKey: undefined })).toEqual([portalURL]);
  });

  it('says what is missing for it', () => {
    const { code, message } = refusal({ platform: 'infinity' });
    expect(code).toBe('ERR_KEYRING_MISSING_OPTION');
    expect(message).toContain(
      'Give clientId (or AVANAN_CLIENT_ID) and accessKey (or AVANAN_ACCESS_KEY) for the platform infinity.',
    );
  });

  it('refuses what are no options at all', () => {
    for (const options of [null, 'infinity', ['infinity']]) {
      expect(refusal(options).message).toContain('The options have to be an object');
    }
  });

  it('types options by platform', () => {
    const mistakes = [
      // @ts-expect-error: the keys of both.
      () => avanan({ ...smartApi, ...portal }),
      // @ts-expect-error: the key of the other.
      () => avanan({ platform: 'infinity', ...smartApi }),
      // @ts-expect-error: the key of the other.
      () => avanan({ platform: 'smart-api', ...portal }),
      // @ts-expect-error: no signed dates there.
      () => avanan({ platform: 'infinity', ...portal, dateFormat: 'utc' }),
      // @ts-expect-error: a region of the other.
      () => avanan({ ...smartApi, region: 'sg' }),
    ];
    for (const mistake of mistakes) expect(mistake).toThrow('[@axios-keyring/avanan]');
  });

  it('is not told from a polluted prototype', () => {
    Reflect.set(Object.prototype, 'platform', 'infinity');
    Reflect.set(Object.prototype, 'baseURL', 'https://evil.example');
    try {
      expect(servedWith(smartApi)).toEqual([smartApiURL]);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'platform');
      Reflect.deleteProperty(Object.prototype, 'baseURL');
    }
  });
});

describe('a base URL', () => {
  it.each([
    ['https://proxy.example', 'https://proxy.example/app/hec-api'],
    ['https://proxy.example/', 'https://proxy.example/app/hec-api'],
    ['https://proxy.example:8443/auth/external', 'https://proxy.example:8443/app/hec-api'],
    [
      'https://cloudinfra-gw.portal.checkpoint.com/auth/external/',
      'https://cloudinfra-gw.portal.checkpoint.com/app/hec-api',
    ],
    ['cloudinfra-gw.portal.checkpoint.com', 'https://cloudinfra-gw.portal.checkpoint.com/app/hec-api'],
    [
      'cloudinfra-gw.portal.checkpoint.com/auth/external',
      'https://cloudinfra-gw.portal.checkpoint.com/app/hec-api',
    ],
    ['https://proxy.example/app/hec-api', 'https://proxy.example/app/hec-api'],
    ['https://proxy.example/app/hec-api/v1.0/', 'https://proxy.example/app/hec-api/v1.0'],
    ['http://localhost:3000', 'http://localhost:3000/app/hec-api'],
  ])('of the portal may be pasted as %s', (baseURL, understood) => {
    expect(servedWith({ platform: 'infinity', ...portal, baseURL })).toEqual([understood]);
    jest.replaceProperty(process, 'env', { AVANAN_BASE_URL: baseURL });
    expect(servedWith({ platform: 'infinity', ...portal })).toEqual([understood]);
  });

  it.each([
    ['https://proxy.example/v1.0/auth', 'https://proxy.example/v1.0'],
    ['https://proxy.example/v1.0/auth/', 'https://proxy.example/v1.0'],
    ['smart-api-production-1-eu.avanan.net', 'https://smart-api-production-1-eu.avanan.net'],
    ['smart-api-production-1-eu.avanan.net/v1.0/auth', 'https://smart-api-production-1-eu.avanan.net/v1.0'],
  ])('of the Smart API may be pasted as %s', (baseURL, understood) => {
    expect(servedWith({ ...smartApi, baseURL })).toEqual([understood]);
  });

  it.each([
    ['http://proxy.example', 'is plain http to another machine'],
    ['https://me:pass@proxy.example', 'contains a user name or password'],
    ['https://proxy.example/v1.0', 'has another path than /app/hec-api'],
    ['https://proxy.example/proxy/auth/external', 'has another path than /app/hec-api'],
    ['https://proxy.example/auth/external?x=y', 'contains a query'],
    [
      'https://smart-api-production-1-us.avanan.net',
      'is a host of the Smart API, which never takes the access key',
    ],
    ['proxy', 'has to start with https://'],
  ])('of the portal cannot be %s', (baseURL, problem) => {
    const { code, message } = refusal({ platform: 'infinity', ...portal, baseURL });
    expect(code).toBe('ERR_KEYRING_BASE_URL');
    expect(message).toContain(`baseURL ${problem}`);
    expect(message).not.toContain('pass@');
  });

  it.each([
    'https://cloudinfra-gw.portal.checkpoint.com',
    'https://cloudinfra-gw.ca.portal.checkpoint.com/auth/external',
  ])('of the Smart API cannot be %s, which says which platform it is', (baseURL) => {
    expect(refusal({ ...smartApi, baseURL }).message).toContain("which takes platform: 'infinity'");
  });

  it('of a look-alike host is not taken for the vendor’s', () => {
    const baseURL = 'https://cloudinfra-gw.portal.checkpoint.com.evil.example';
    expect(servedWith({ ...smartApi, baseURL })).toEqual([baseURL]);
  });

  it('that is none stays as it is', () => {
    expect(understandBaseURL('', 'infinity')).toBe('');
    expect(understandBaseURL('not a URL', 'smart-api')).toBe('not a URL');
  });

  it.each(['infinity', 'smart-api'] as const)('is understood in the time of its length: %s', (platform) => {
    const text = `https://a.example${'/'.repeat(300_000)}x`;
    const start = performance.now();

    expect(understandBaseURL(text, platform)).toBe(text);

    expect(performance.now() - start).toBeLessThan(500);
  });
});

/** What a keyring makes of an interceptor that has a second entry with a base URL. */
function alsoAt(url: string, interceptor: KeyringInterceptor): KeyringInterceptor {
  const table = new RouteTable();
  const second = parseBaseURL(url);
  for (const route of routesOf(interceptor) ?? []) {
    table.add(route);
    if ('baseURL' in second) table.add({ ...route, baseURL: second.baseURL });
  }
  return createInterceptor('keyring', { table });
}

describe('tokens', () => {
  it('are not shared by two base URLs of one interceptor', async () => {
    const [first, second] = [await startAvanan(smartApi), await startAvanan(smartApi)];
    const client = axios.create({ proxy: false });
    const interceptor = avanan({ ...smartApi, baseURL: first.url });
    client.interceptors.request.use(alsoAt(second.url, interceptor));

    for (const { url } of [first, second, first, second]) await client.get(`${url}/v1.0/scopes`);

    expect([first.tokensIssued, second.tokensIssued]).toEqual([1, 1]);
    const statuses = [...first.requests, ...second.requests].map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('of the portal neither', async () => {
    const [first, second] = [await startAvanan(portal), await startAvanan(portal)];
    const client = axios.create({ proxy: false });
    const interceptor = avanan({ platform: 'infinity', ...portal, baseURL: first.url });
    client.interceptors.request.use(alsoAt(second.url, interceptor));

    for (const { url } of [first, second, first, second]) await client.get(`${url}/app/hec-api/v1.0/scopes`);

    expect([first.tokensIssued, second.tokensIssued]).toEqual([1, 1]);
  });

  it('are not shared by two keys of one function, and each key keeps its own', async () => {
    const emulator = await startAvanan(smartApi);
    const other = `${smartApi.secretKey}-2`;
    const client = axios.create({ proxy: false, validateStatus: null });
    client.interceptors.request.use(
      avanan({
        ...smartApi,
        baseURL: emulator.url,
        secretKey: ({ url }) => (url.searchParams.has('other') ? other : smartApi.secretKey),
      }),
    );
    await client.get(`${emulator.url}/v1.0/scopes`);

    // The emulator knows one key only, so the other gets no token: neither its own nor the first one's.
    await expect(client.get(`${emulator.url}/v1.0/scopes?other`)).rejects.toMatchObject({
      code: 'ERR_KEYRING_TOKEN_EXCHANGE',
    });
    await client.get(`${emulator.url}/v1.0/scopes`);

    expect(emulator.tokensIssued).toBe(1);
    expect(emulator.requests.map(({ target, status }) => [target, status])).toEqual([
      ['/v1.0/auth', 200],
      ['/v1.0/scopes', 200],
      ['/v1.0/auth', 403],
      ['/v1.0/scopes', 200],
    ]);
  });
});
