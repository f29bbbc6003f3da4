import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type RawAnswer as Received, sendRaw as send } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import {
  type AzureCommunicationEmulator,
  type AzureCommunicationEmulatorOptions,
  startEmulator,
} from './index.js';

const start = Date.parse('Wed, 13 Apr 2022 18:09:12 GMT');
const secondaryAccessKey = 'AAAA';

type AzureEmulator = AzureCommunicationEmulator;

function startAzure(options?: AzureCommunicationEmulatorOptions): Promise<AzureEmulator> {
  return closedAfterTest(startEmulator({ accessKey: 'pw==', now: () => start, ...options }));
}

/** Written out once more, so that the emulator is not checked with its own function. */
function signed(
  { url }: AzureEmulator,
  sent: {
    readonly method?: string;
    readonly target: string;
    readonly body?: unknown;
    readonly key?: string;
    readonly time?: number;
  },
): Promise<Received> {
  const { method = 'POST', target, key = 'pw==', time = start } = sent;
  const body = sent.body === undefined ? '' : JSON.stringify(sent.body);
  const hash = createHash('sha256').update(body).digest('base64');
  const date = new Date(time).toUTCString();
  const { host } = new URL(url);
  const text = `${method}\n${target}\n${date};${host};${hash}`;
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64');
  return send(url, {
    method,
    target,
    body,
    headers: [
      ['x-ms-date', date],
      ['x-ms-content-sha256', hash],
      [
        'Authorization',
        `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
      ],
    ],
  });
}

function bearer({ url }: AzureEmulator, token: string, target = '/chat/threads'): Promise<Received> {
  return send(url, { target, headers: [['Authorization', `Bearer ${token}`]] });
}

interface Created {
  readonly identity: { readonly id: string };
  readonly accessToken: { readonly token: string; readonly expiresOn: string };
}

async function create(emulator: AzureEmulator, expiresInMinutes = 60): Promise<Created> {
  const body = { createTokenWithScopes: ['chat'], expiresInMinutes };
  const { text } = await signed(emulator, { target: '/identities', body });
  return readCreated(text);
}

function readCreated(text: string): Created {
  const created: Created = JSON.parse(text);
  return created;
}

describe('identities', () => {
  it('are created with a token, which chat takes until it expires', async () => {
    let now = start;
    const emulator = await startAzure({ now: () => now });
    const { identity, accessToken } = await create(emulator);
    expect(identity.id).toMatch(/^8:acs:[\w-]+$/);
    expect(accessToken.expiresOn).toBe('2022-04-13T19:09:12.0000000+00:00');
    now = start + 3_599_999;
    await expect(bearer(emulator, accessToken.token)).resolves.toMatchObject({ status: 200 });
    now = start + 3_600_000;
    await expect(bearer(emulator, accessToken.token)).resolves.toMatchObject({
      status: 401,
      refusal: 'The user access token has expired.',
    });
  });

  it.each(['8:acs:a_b', '8%3Aacs%3Aa_b'])('as %s get further tokens, and lose them all', async (id) => {
    const emulator = await startAzure();
    const target = `/identities/${id}/:issueAccessToken?api-version=2023-10-01`;
    const { status, text } = await signed(emulator, { target, body: { scopes: ['chat', 'voip'] } });
    expect(status).toBe(200);
    const { token }: { token: string } = JSON.parse(text);
    await expect(bearer(emulator, token)).resolves.toMatchObject({ status: 200 });
    await expect(
      signed(emulator, { target: '/identities/8:acs:a_b/:revokeAccessTokens' }),
    ).resolves.toMatchObject({
      status: 204,
      text: '',
    });
    const refused = await bearer(emulator, token);
    expect(refused).toMatchObject({ status: 401, refusal: 'The user access token was revoked.' });
    expect(refused.refusal).not.toContain(token);
  });

  it('are deleted with their tokens', async () => {
    const emulator = await startAzure();
    const { identity, accessToken } = await create(emulator);
    const target = `/identities/${identity.id}`;
    await expect(signed(emulator, { method: 'DELETE', target })).resolves.toMatchObject({ status: 204 });
    await expect(bearer(emulator, accessToken.token)).resolves.toMatchObject({ status: 401 });
    await expect(signed(emulator, { method: 'DELETE', target })).resolves.toMatchObject({ status: 404 });
  });

  it.each([
    [{ createTokenWithScopes: ['sms'] }],
    [{ createTokenWithScopes: 'chat' }],
    [{ createTokenWithScopes: ['chat'], expiresInMinutes: 59 }],
    [{ createTokenWithScopes: ['chat'], expiresInMinutes: 1441 }],
    [{ createTokenWithScopes: ['chat'], expiresInMinutes: 60.5 }],
  ])('are not created with %j', async (body) => {
    const emulator = await startAzure();
    await expect(signed(emulator, { target: '/identities', body })).resolves.toMatchObject({ status: 400 });
  });

  it('need a scope for a token, and a signature for everything', async () => {
    const emulator = await startAzure();
    const target = '/identities/8:acs:a/:issueAccessToken';
    await expect(signed(emulator, { target, body: {} })).resolves.toMatchObject({ status: 400 });
    const { accessToken } = await create(emulator);
    await expect(bearer(emulator, accessToken.token, '/phoneNumbers')).resolves.toMatchObject({
      status: 401,
    });
  });
});

describe('an identity that is not well encoded', () => {
  it.each([
    ['POST', '/:issueAccessToken'],
    ['POST', '/:revokeAccessTokens'],
    ['DELETE', ''],
  ])('is refused: %s %s', async (method, end) => {
    const target = `/identities/%E0%A4%A${end}`;
    const sent = { method, target, body: { scopes: ['chat'] } };
    await expect(signed(await startAzure(), sent)).resolves.toMatchObject({
      status: 400,
      text: '{"error":{"code":"ValidationError","message":"The identity is malformed."}}',
    });
  });
});

describe('the scopes of a token', () => {
  async function statusOf(scopes: readonly string[]): Promise<Received> {
    const emulator = await startAzure();
    const body = { createTokenWithScopes: scopes };
    const { text } = await signed(emulator, { target: '/identities', body });
    return bearer(emulator, readCreated(text).accessToken.token);
  }

  it.each([['voip'], ['voip.join']])('without one for chat get 403 there: %s', async (...scopes) => {
    const received = await statusOf(scopes);
    expect(received).toMatchObject({
      status: 403,
      refusal: 'The user access token has no scope for chat.',
    });
    expect(JSON.parse(received.text)).toMatchObject({ error: { code: 'Forbidden' } });
  });

  it.each([['chat'], ['chat.join'], ['chat.join.limited'], ['voip', 'chat']])(
    'with one for chat are enough: %s',
    async (...scopes) => {
      await expect(statusOf(scopes)).resolves.toMatchObject({ status: 200 });
    },
  );
});

describe('the second access key', () => {
  it('is as good as the first, where there is one', async () => {
    const read = { method: 'GET', target: '/phoneNumbers?api-version=2025-06-01', key: secondaryAccessKey };
    await expect(signed(await startAzure(), read)).resolves.toMatchObject({ status: 401 });
    await expect(signed(await startAzure({ secondaryAccessKey }), read)).resolves.toMatchObject({
      status: 200,
      text: '{"phoneNumbers":[]}',
    });
  });
});

describe('a token of Microsoft Entra ID', () => {
  it('is taken everywhere but for chat', async () => {
    const emulator = await startAzure({ entraTokens: ['an.entra.token'] });
    await expect(bearer(emulator, 'an.entra.token', '/phoneNumbers')).resolves.toMatchObject({ status: 200 });
    await expect(bearer(emulator, 'another', '/phoneNumbers')).resolves.toMatchObject({ status: 401 });
    await expect(bearer(emulator, 'an.entra.token')).resolves.toMatchObject({ status: 401 });
  });
});
