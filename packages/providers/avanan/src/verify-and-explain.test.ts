import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startAvanan } from './fixtures/running.js';
import { avanan, type AvananOptions } from './index.js';

const smartApi = { applicationId: 'app1', secretKey: 'a-secret-that-nobody-may-see' };
const portal = { platform: 'infinity', clientId: 'client1', accessKey: 'a-key-that-nobody-may-see' } as const;
const { clientId, accessKey } = portal;

beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});

afterEach(() => {
  jest.restoreAllMocks();
});

const platforms: [string, AvananOptions, string, string][] = [
  ['the Smart API', smartApi, '/v1.0/auth', '/v1.0/scopes'],
  ['the Infinity Portal', portal, '/auth/external', '/app/hec-api/v1.0/scopes'],
];

describe.each(platforms)('verify on %s', (_, options, tokenTarget, target) => {
  it('asks for the scopes', async () => {
    const emulator = await startAvanan({ ...smartApi, clientId, accessKey });

    await expect(avanan({ ...options, baseURL: emulator.url }).verify()).resolves.toMatchObject({ ok: true });
    expect(emulator.requests.map((request) => request.target)).toEqual([tokenTarget, target]);
  });

  it('says what is wrong with a key', async () => {
    const emulator = await startAvanan();

    const { ok, hint } = await avanan({ ...options, baseURL: emulator.url }).verify();

    expect(ok).toBe(false);
    expect(hint).toMatch(
      /Check (applicationId and secretKey|clientId and accessKey), that they belong to this region/,
    );
    expect(hint).not.toContain('nobody-may-see');
  });

  it('says what is wrong with a token', async () => {
    const emulator = await startAvanan({ ...smartApi, clientId, accessKey });
    emulator.inject({ what: 'stale-credential', path: target, times: Infinity });

    const verification = await avanan({ ...options, baseURL: emulator.url }).verify();

    expect(verification).toMatchObject({ ok: false, routes: [{ status: 401 }] });
    expect(verification.hint).toContain('If that is refused too');
  });
});

describe('explain', () => {
  it('lists what is signed for the Smart API, in its order', async () => {
    const emulator = await startAvanan(smartApi);
    const interceptor = avanan({ ...smartApi, baseURL: emulator.url });

    // As axios would send it.
    const url = `${emulator.url}/v1.0/task/1?scope=mt-prod-3:acme`;
    const { provider, baseURL, parts, headers } = await interceptor.explain({ url });

    expect({ provider, baseURL }).toMatchObject({ provider: 'avanan', baseURL: emulator.url });
    expect(headers).toEqual(['x-av-req-id', 'x-av-app-id', 'x-av-date', 'x-av-sig', 'x-av-token']);
    expect(parts).toEqual([
      { name: 'request id', value: expect.stringMatching(/^[\da-f-]{36}$/) },
      { name: 'application id', value: 'app1' },
      { name: 'date', value: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}$/) },
      { name: 'request string', value: '/v1.0/task/1?scope=mt-prod-3%3Aacme' },
      { name: 'secret key', value: 'there' },
    ]);
  });

  it('has no parts on the Infinity Portal, where nothing is signed', async () => {
    const emulator = await startAvanan({ clientId, accessKey });
    const interceptor = avanan({ ...portal, baseURL: emulator.url });

    const explanation = await interceptor.explain({ url: `${emulator.url}/app/hec-api/v1.0/scopes` });

    expect(explanation).toMatchObject({
      provider: 'avanan',
      baseURL: `${emulator.url}/app/hec-api`,
      parts: [],
      headers: ['Authorization', 'x-av-req-id'],
    });
  });
});
