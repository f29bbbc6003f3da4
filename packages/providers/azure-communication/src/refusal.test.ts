import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { isAxiosError } from 'axios';
import { azureCommunication, type AzureCommunicationOptions } from './index.js';
import { changingBody } from './fixtures/changing-body.js';
import { adapters, type AzureEmulator, clientOf, start, tokenUntil } from './fixtures/running-emulator.js';
import { withoutDate } from './fixtures/without-date.js';
import { type KeyringEvent, refusalHint, type SecretFunction } from '@axios-keyring/core';

const hour = 3_600_000;
const otherKey = Buffer.from('a key of another resource').toString('base64');
const entraToken = 'an.entra.token';
const tokenCredential = {
  getToken: () => Promise.resolve({ token: entraToken, expiresOnTimestamp: Date.now() + 3_600_000 }),
};

async function hintOf(sending: Promise<unknown>): Promise<string> {
  try {
    await sending;
  } catch (error) {
    if (isAxiosError(error)) return refusalHint(error) ?? '';
    throw error;
  }
  throw new Error('The request was accepted.');
}

function withKey({ url, credentials }: AzureEmulator): AzureCommunicationOptions {
  return { endpoint: url, accessKey: credentials.accessKey };
}

describe.each(adapters)('the hint over the %s adapter', (adapter) => {
  it.each([
    [hour, '60 minutes behind'],
    [-hour / 3, '20 minutes ahead of'],
  ])('names the clock, where the service’s is put on by %d ms after each refusal', async (step, apart) => {
    let ahead = step;
    const emulator = await start({ now: () => Date.now() + ahead });
    const onEvent = ({ type }: KeyringEvent): void => {
      if (type === 'refused') ahead += step;
    };
    const client = clientOf(emulator.url, { ...withKey(emulator), onEvent }, adapter);

    const hint = await hintOf(client.get('/phoneNumbers'));

    expect(emulator.requests.map(({ status }) => status)).toEqual([401, 401]);
    expect(hint).toContain(`The signed date is ${apart} the service’s clock, and 5 minutes are allowed`);
  });

  it('names the key and its resource, also where the clock was corrected first', async () => {
    for (const ahead of [0, 3_600_000]) {
      const emulator = await start({ now: () => Date.now() + ahead });
      const client = clientOf(emulator.url, { endpoint: emulator.url, accessKey: otherKey }, adapter);

      const hint = await hintOf(client.get('/phoneNumbers'));

      expect(hint).toContain(`see whether the access key is one of ${new URL(emulator.url).host}`);
      expect(hint).not.toContain(otherKey);
    }
  });

  it('names both hosts where the service sees another than was signed', async () => {
    const emulator = await start({ host: 'contoso.communication.azure.com' });
    const { accessKey } = emulator.credentials;
    const endpoint = 'https://contoso.communication.azure.com';
    const client = clientOf(emulator.url, { endpoint, accessKey, baseURL: emulator.url }, adapter);

    const hint = await hintOf(client.get('/phoneNumbers'));

    expect(hint).toContain(`${new URL(emulator.url).host} was signed`);
    expect(hint).toContain('probably sees contoso.communication.azure.com: set the header Host');
    expect(hint).toContain('use the http adapter');
  });

  it('says that chat takes no access key', async () => {
    const emulator = await start();
    const hint = await hintOf(clientOf(emulator.url, withKey(emulator), adapter).get('/chat/threads'));
    expect(hint).toContain('Chat takes the token of a user and no access key: give userToken, or user');
  });

  it('says that a user token is for chat only', async () => {
    const emulator = await start();
    const [userToken] = emulator.credentials.userTokens;
    const hint = await hintOf(
      clientOf(emulator.url, { endpoint: emulator.url, userToken }, adapter).get('/phoneNumbers'),
    );
    expect(hint).toContain('everything else takes an access key, or Microsoft Entra ID');
    expect(hint).not.toContain(userToken);
  });

  it('says when a user token expired, and what to give instead of a text', async () => {
    const userToken = tokenUntil(Date.UTC(2020, 0, 1));
    const emulator = await start({ userTokens: [userToken] });
    const hint = await hintOf(
      clientOf(emulator.url, { endpoint: emulator.url, userToken }, adapter).get('/chat/threads'),
    );
    expect(hint).toContain('The user access token expired at 2020-01-01T00:00:00.000Z: a text cannot be');
    expect(hint).not.toContain(userToken);
  });

  it.each<[string, (token: string) => SecretFunction, string]>([
    ['without parameters', (token) => () => token, 'Z: the function given as userToken has to return'],
    [
      'that takes the request',
      (token) => (request) => request.headers['x-none'] ?? token,
      '; a function has',
    ],
  ])('says what a function %s has to return, by the service’s clock', async (_, functionOf, problem) => {
    const userToken = tokenUntil(Date.now() + hour / 2);
    const emulator = await start({ userTokens: [userToken], now: () => Date.now() + hour });
    const options = { endpoint: emulator.url, userToken: functionOf(userToken) };

    const hint = await hintOf(clientOf(emulator.url, options, adapter).get('/chat/threads'));

    expect(hint).toContain('The user access token expired at');
    expect(hint).toContain(problem);
  });

  it('says that the next request gets another token, where they are issued', async () => {
    let ahead = 0;
    const emulator = await start({ now: () => Date.now() + ahead });
    const { accessKey } = emulator.credentials;
    const options = { endpoint: emulator.url, accessKey, user: { scopes: ['chat'] } } as const;
    const client = clientOf(emulator.url, options, adapter);
    await client.get('/chat/threads');
    ahead = 25 * hour;

    const hint = await hintOf(client.post('/chat/threads', Readable.from(['{}'])));

    expect(hint).toMatch(/^The user access token expired at \S+Z: the next request gets another one/);
    await expect(client.get('/chat/threads')).resolves.toMatchObject({ status: 200 });
  });

  it('names the usual reasons where a user token is simply another', async () => {
    const emulator = await start();
    const options = { endpoint: emulator.url, userToken: 'another.user.token' };
    const hint = await hintOf(clientOf(emulator.url, options, adapter).get('/chat/threads'));
    expect(hint).toContain('issued by this resource, with the scope chat, and not revoked');
  });

  it('says that chat takes no token of Microsoft Entra ID, and which one another path takes', async () => {
    const emulator = await start();
    const client = clientOf(emulator.url, { endpoint: emulator.url, tokenCredential }, adapter);
    expect(await hintOf(client.get('/chat/threads'))).toContain('none of Microsoft Entra ID');
    expect(await hintOf(client.get('/phoneNumbers'))).toContain('of the tenant of this resource');
  });

  it('says of a 403 that the credential is right', async () => {
    const emulator = await start({ entraTokens: [entraToken], respond: () => ({ status: 403 }) });
    const [userToken] = emulator.credentials.userTokens;
    const endpoint = emulator.url;
    const signing = clientOf(emulator.url, withKey(emulator), adapter);
    const chatting = clientOf(emulator.url, { endpoint, userToken }, adapter);
    const entra = clientOf(emulator.url, { endpoint, tokenCredential }, adapter);
    expect(await hintOf(signing.get('/rooms'))).toContain(
      'The access key is right, but the resource may not',
    );
    expect(await hintOf(chatting.get('/chat/threads'))).toContain('see its scopes');
    expect(await hintOf(entra.get('/rooms'))).toContain('give its principal a role on the resource');
  });

  it('says of the token of a user without the scope that its scopes are to be looked at', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const options = { endpoint: emulator.url, accessKey, user: { scopes: ['voip'] } } as const;

    const hint = await hintOf(clientOf(emulator.url, options, adapter).get('/chat/threads'));

    expect(emulator.requests.map(({ status }) => status)).toEqual([201, 403]);
    expect(hint).toContain('The user access token is right, but has no permission for this: see its scopes');
  });

  it('is absent where the answer is no refusal', async () => {
    const emulator = await start({ respond: () => ({ status: 404 }) });
    expect(await hintOf(clientOf(emulator.url, withKey(emulator), adapter).get('/rooms'))).toBe('');
  });
});

describe('a header Host that the service wants', () => {
  const host = 'contoso.communication.azure.com';

  it('is signed and sent over the http adapter', async () => {
    const emulator = await start({ host });
    const client = clientOf(emulator.url, withKey(emulator), 'http');
    await expect(client.get('/phoneNumbers', { headers: { host } })).resolves.toMatchObject({ status: 200 });
  });

  it.each([`https://${host}`, undefined])('is not sent over fetch, as the hint says (%s)', async (given) => {
    const emulator = await start({ host });
    const { accessKey } = emulator.credentials;
    const options = { endpoint: given ?? emulator.url, accessKey, baseURL: emulator.url };
    const client = clientOf(emulator.url, options, 'fetch');

    const hint = await hintOf(client.get('/phoneNumbers', { headers: { host } }));

    expect(emulator.requests[0]?.headers.host).toBe(new URL(emulator.url).host);
    expect(hint).toContain(`was signed and sent, and not ${host}: use the http adapter`);
    expect(hint).not.toContain('set the header Host');
  });
});

it('the hint says that the body was changed on the way', async () => {
  const emulator = await start();
  const client = clientOf(emulator.url, withKey(emulator));
  client.defaults.adapter = changingBody;

  expect(await hintOf(client.post('/sms', 'Hello'))).toContain(
    'The body was changed after it had been signed',
  );
});

it('the hint names the clock, where no Date header shows by how much it is off', async () => {
  const emulator = await start({ now: () => Date.now() + hour });
  const client = clientOf(emulator.url, withKey(emulator));
  client.defaults.adapter = withoutDate;

  const hint = await hintOf(client.get('/phoneNumbers'));

  expect(emulator.requests).toHaveLength(1);
  expect(hint).toContain('The signed date is off from the service’s clock');
});

describe('verify', () => {
  it('reads the phone numbers with what belongs to the resource', async () => {
    const emulator = await start({ entraTokens: [entraToken] });
    const connectionString = `endpoint=${emulator.url};accesskey=${emulator.credentials.accessKey}`;
    const ok = { ok: true };

    await expect(azureCommunication({ connectionString }).verify()).resolves.toMatchObject(ok);
    await expect(
      azureCommunication({ endpoint: emulator.url, tokenCredential }).verify(),
    ).resolves.toMatchObject(ok);

    expect(emulator.requests.map(({ target }) => target)).toEqual(
      Array(2).fill('/phoneNumbers?api-version=2025-06-01'),
    );
  });

  it('reads the chat threads with what belongs to a user', async () => {
    const emulator = await start();
    const [userToken] = emulator.credentials.userTokens;
    const verification = await azureCommunication({ endpoint: emulator.url, userToken }).verify();
    expect(verification).toMatchObject({ ok: true });
    expect(emulator.requests.map(({ target }) => target)).toEqual(['/chat/threads?api-version=2025-03-15']);
  });

  it('says why it was refused', async () => {
    const emulator = await start();
    const { ok, hint, routes } = await azureCommunication({
      endpoint: emulator.url,
      accessKey: otherKey,
    }).verify();
    expect([ok, routes[0]?.status]).toEqual([false, 401]);
    expect(hint).toContain('see whether the access key is one of');
  });
});

describe('explain', () => {
  it('shows the parts of the canonical string, and that there is a key', async () => {
    const accessKey = otherKey;
    const interceptor = azureCommunication({ endpoint: 'https://contoso.example:8443', accessKey });

    const explanation = await interceptor.explain({
      method: 'POST',
      url: 'https://contoso.example:8443/sms?api-version=2021-03-07',
      body: '{"a":1}',
    });

    expect(explanation).toMatchObject({
      parts: [
        { name: 'verb', value: 'POST' },
        { name: 'path and query', value: '/sms?api-version=2021-03-07' },
        { name: 'date', value: expect.stringMatching(/ GMT$/) },
        { name: 'host', value: 'contoso.example:8443' },
        { name: 'content hash', value: 'AVq9f1zFei3ZS3WQ8ErYCEJzkF7jPsXOvq5iJ2qX+GI=' },
        { name: 'access key', value: 'there' },
      ],
      headers: ['x-ms-date', 'x-ms-content-sha256', 'Authorization'],
    });
    expect(JSON.stringify(explanation)).not.toContain(accessKey);
  });

  it('says which token is sent', async () => {
    const endpoint = 'https://contoso.example';
    const user = azureCommunication({ endpoint, userToken: 'a.b.c' });
    const entra = azureCommunication({ endpoint, tokenCredential });
    await expect(user.explain({ url: endpoint })).resolves.toMatchObject({
      parts: [{ name: 'user access token', value: 'there' }],
    });
    await expect(entra.explain({ url: endpoint })).resolves.toMatchObject({
      parts: [{ name: 'Microsoft Entra ID token', value: 'there' }],
    });
  });
});
