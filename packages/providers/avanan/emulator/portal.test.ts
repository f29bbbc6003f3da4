import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type RawAnswer as Received, sendRaw as send } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { type AvananEmulator, type AvananEmulatorOptions, startEmulator } from './index.js';

const start = Date.UTC(2026, 5, 1, 12);
const unauthorized = '{"success":false,"message":"Authentication required","forceLogout":true}';

interface Call {
  readonly method?: string;
  readonly target?: string;
  readonly authorization?: string | undefined;
  readonly requestId?: string | undefined;
  readonly body?: string;
}

function startAvanan(options?: AvananEmulatorOptions): Promise<AvananEmulator> {
  return closedAfterTest(startEmulator({ now: () => start, ...options }));
}

function exchange({ url }: AvananEmulator, body: unknown, type = 'application/json'): Promise<Received> {
  return send(url, {
    method: 'POST',
    target: '/auth/external',
    headers: [['Content-Type', type]],
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function fetchToken(emulator: AvananEmulator): Promise<string> {
  const { text } = await exchange(emulator, emulator.portalCredentials);
  const answer: { data: { token: string } } = JSON.parse(text);
  return answer.data.token;
}

function call({ url }: AvananEmulator, options: Call): Promise<Received> {
  const {
    target = '/app/hec-api/v1.0/scopes',
    authorization,
    requestId,
    method = 'GET',
    body = '',
  } = options;
  const headers: (readonly [string, string])[] = [];
  if (authorization !== undefined) headers.push(['Authorization', authorization]);
  if (requestId !== undefined) headers.push(['x-av-req-id', requestId]);
  return send(url, { method, target, headers, body });
}

describe('the call that fetches a token', () => {
  it('answers the right key with a token and how many seconds it lives', async () => {
    const emulator = await startAvanan({ clientId: 'client', accessKey: 'key' });
    expect(emulator.portalCredentials).toEqual({ clientId: 'client', accessKey: 'key' });
    const { status, text } = await exchange(emulator, emulator.portalCredentials);
    expect([status, JSON.parse(text)]).toEqual([
      200,
      { success: true, data: { token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/), expiresIn: 1800 } },
    ]);
    expect(emulator.tokensIssued).toBe(1);
  });

  it('says another life where the tokens have one', async () => {
    const emulator = await startAvanan({ tokenLifetime: 60_000 });
    const { text } = await exchange(emulator, emulator.portalCredentials);
    expect(JSON.parse(text)).toMatchObject({ data: { expiresIn: 60 } });
  });

  it.each([
    ['another client', { clientId: 'another' }, 'The clientId differs.'],
    ['another key', { accessKey: 'another' }, 'The accessKey differs.'],
  ])('refuses %s, without repeating the key', async (_, wrong, refusal) => {
    const emulator = await startAvanan();
    const received = await exchange(emulator, { ...emulator.portalCredentials, ...wrong });
    expect(received).toMatchObject({ status: 401, text: unauthorized, refusal });
    expect(JSON.stringify(received)).not.toContain(emulator.portalCredentials.accessKey);
  });

  it.each([
    ['no JSON', 'clientId=a&accessKey=b', 'application/json'],
    ['half of it', { clientId: 'a' }, 'application/json'],
    ['a form', { clientId: 'a', accessKey: 'b' }, 'application/x-www-form-urlencoded'],
  ])('refuses %s', async (_, body, type) => {
    await expect(exchange(await startAvanan(), body, type)).resolves.toMatchObject({ status: 400 });
  });

  it('is a POST', async () => {
    const received = await call(await startAvanan(), { target: '/auth/external' });
    expect(received).toMatchObject({ status: 404 });
  });
});

describe('every other call', () => {
  it('must carry the token and a request ID, which comes back', async () => {
    const emulator = await startAvanan();
    const authorization = `Bearer ${await fetchToken(emulator)}`;
    const requestId = randomUUID();
    const { status, text } = await call(emulator, { authorization, requestId });
    expect([status, JSON.parse(text)]).toMatchObject([
      200,
      { responseEnvelope: { requestId }, responseData: ['mt-prod-3:acme'] },
    ]);
    await expect(call(emulator, { authorization })).resolves.toMatchObject({
      status: 400,
      refusal: 'The header x-av-req-id is missing.',
    });
    await expect(call(emulator, { authorization, requestId: '1' })).resolves.toMatchObject({ status: 400 });
  });

  it.each([
    ['no token', undefined, 'The header authorization is missing.'],
    ['another scheme', 'Basic x', 'The Authorization scheme is not Bearer.'],
    ['a token of elsewhere', 'Bearer a.b.c', 'The token in Authorization is none that is accepted here.'],
  ])('is refused with %s', async (_, authorization, refusal) => {
    const emulator = await startAvanan();
    await expect(call(emulator, { authorization, requestId: randomUUID() })).resolves.toMatchObject({
      status: 401,
      text: unauthorized,
      refusal,
    });
  });

  it('is refused with a token that expired or was revoked', async () => {
    let now = start;
    const emulator = await startAvanan({ now: () => now });
    const scopes = async (token: string): Promise<Received> =>
      call(emulator, { authorization: `Bearer ${token}`, requestId: randomUUID() });
    const token = await fetchToken(emulator);
    now += 1_799_999;
    await expect(scopes(token)).resolves.toMatchObject({ status: 200 });
    now += 1;
    await expect(scopes(token)).resolves.toMatchObject({
      status: 401,
      refusal: 'The token in Authorization has expired.',
    });
    const next = await fetchToken(emulator);
    emulator.revokeTokens();
    await expect(scopes(next)).resolves.toMatchObject({
      status: 401,
      refusal: 'The token in Authorization was revoked.',
    });
  });

  it.each(['/app/hec-api/v2.0/scopes', '/app/other', '/app/hec-api'])('is not at %s', async (target) => {
    await expect(call(await startAvanan(), { target })).resolves.toMatchObject({ status: 404 });
  });
});

describe('what a key may see', () => {
  async function portalOf(options: AvananEmulatorOptions): Promise<(call: Call) => Promise<Received>> {
    const emulator = await startAvanan(options);
    const authorization = `Bearer ${await fetchToken(emulator)}`;
    return (sent) => call(emulator, { authorization, requestId: randomUUID(), ...sent });
  }
  const base = '/app/hec-api/v1.0';

  it('is listed, scope by scope', async () => {
    const ask = await portalOf({ scopes: ['mt-prod-3:a', 'mt-prod-3:b'] });
    expect(JSON.parse((await ask({})).text)).toMatchObject({ responseData: ['mt-prod-3:a', 'mt-prod-3:b'] });
  });

  it('has to be named, in the query or the body, where there are several scopes', async () => {
    const ask = await portalOf({ scopes: ['mt-prod-3:a', 'mt-prod-3:b'] });
    const missing = await ask({ target: `${base}/task/1` });
    expect(missing).toMatchObject({
      status: 400,
      refusal: 'The key has several scopes, and the query names none of them.',
    });
    expect(JSON.parse(missing.text)).toMatchObject({ responseEnvelope: { responseCode: 400 } });
    await expect(ask({ target: `${base}/task/1?scope=mt-prod-3%3Aa` })).resolves.toMatchObject({
      status: 200,
    });
    const action = { method: 'POST', target: `${base}/action/event` };
    const body = JSON.stringify({ requestData: { scope: 'mt-prod-3:a' } });
    await expect(ask({ ...action, body })).resolves.toMatchObject({ status: 200 });
    await expect(ask({ ...action, body: '{"requestData":{}}' })).resolves.toMatchObject({ status: 400 });
    await expect(
      ask({ ...action, target: `${base}/action/event?scope=mt-prod-3%3Aa`, body: '{}' }),
    ).resolves.toMatchObject({ status: 400 });
    await expect(ask({ target: `${base}/task/1?scope=mt-prod-3%3Ax` })).resolves.toMatchObject({
      status: 400,
    });
    await expect(ask({ ...action, body: 'no JSON' })).resolves.toMatchObject({ status: 400 });
    await expect(ask({ method: 'POST', target: `${base}/event/query` })).resolves.toMatchObject({
      status: 200,
    });
  });

  it('are the tenants, page by page, only for the key of a service provider', async () => {
    const provider = await portalOf({});
    const list = { target: `${base}/msp/tenants` };
    expect(JSON.parse((await provider(list)).text)).toMatchObject({ responseData: [{ after: null }] });
    const next = await provider({ ...list, body: '{"requestData":{"scrollId":"page 2"}}' });
    expect(JSON.parse(next.text)).toMatchObject({ responseData: [{ after: 'page 2' }] });
    const tenant = await portalOf({ isMsp: false });
    await expect(tenant(list)).resolves.toMatchObject({
      status: 403,
      text: '{"message":"MSP endpoint, access denied"}',
    });
  });
});

it('the tokens of one platform do not serve on the other', async () => {
  const emulator = await startAvanan();
  await fetchToken(emulator);
  expect(emulator.tokensIssued).toBe(1);
  await expect(call(emulator, { target: '/v1.0/scopes', requestId: randomUUID() })).resolves.toMatchObject({
    status: 401,
    text: '{"message":"Unauthorized"}',
  });
});
