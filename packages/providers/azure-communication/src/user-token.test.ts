import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type KeyringEvent, type SecretFunction, type WireRequest } from '@axios-keyring/core';
import { findText } from '@axios-keyring/testing';
import { adapters, clientOf, start, tokenUntil } from './fixtures/running-emulator.js';

const hour = 3_600_000;

afterEach(() => {
  jest.restoreAllMocks();
});

type LookUp = (...args: readonly unknown[]) => string | undefined;

describe.each(adapters)('a function as userToken over the %s adapter', (adapter) => {
  it('without parameters is asked once, and again shortly before its token expires', async () => {
    let now = Date.UTC(2026, 0, 1);
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    const tokens = [tokenUntil(now + hour, 'first'), tokenUntil(now + 2 * hour, 'second')];
    const emulator = await start({ userTokens: tokens });
    const userToken = jest.fn(() => Promise.resolve(tokens.shift()));
    const client = clientOf(emulator.url, { endpoint: emulator.url, userToken }, adapter);

    await Promise.all(Array.from({ length: 10 }, () => client.get('/chat/threads')));
    now += hour - 61_000;
    await client.get('/chat/threads');
    expect(userToken).toHaveBeenCalledTimes(1);
    now += 2_000;
    await client.get('/chat/threads');

    expect(userToken).toHaveBeenCalledTimes(2);
    expect(emulator.requests.every(({ status }) => status === 200)).toBe(true);
  });

  it('is asked in the background during the last 10 minutes, where that is wanted', async () => {
    // No part of these minutes is left out, as otherwise happens so that processes do not all renew at once.
    jest.spyOn(Math, 'random').mockReturnValue(0);
    let now = Date.UTC(2026, 0, 1);
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    const tokens = [tokenUntil(now + hour, 'first'), tokenUntil(now + 2 * hour, 'second')];
    const [first, second] = tokens;
    const emulator = await start({ userTokens: [...tokens] });
    const options = { endpoint: emulator.url, userToken: () => Promise.resolve(tokens.shift()) };
    const client = clientOf(emulator.url, { ...options, refreshProactively: true }, adapter);

    for (const passes of [0, hour - 601_000, 2_000, 0]) {
      now += passes;
      await client.get('/chat/threads');
    }

    expect(emulator.requests.map(({ headers }) => headers.authorization)).toEqual(
      [first, first, first, second].map((token) => `Bearer ${token ?? ''}`),
    );
  });

  it('may say how long its token lives, which need not be a JSON Web Token then', async () => {
    const emulator = await start({ userTokens: ['opaque'] });
    const userToken = jest.fn(() => ({ token: 'opaque', expiresOnTimestamp: Date.now() + hour }));
    const client = clientOf(emulator.url, { endpoint: emulator.url, userToken }, adapter);

    await client.get('/chat/threads');
    await client.get('/chat/threads');

    expect(userToken).toHaveBeenCalledTimes(1);
    expect(emulator.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer opaque',
      'Bearer opaque',
    ]);
  });

  it('that takes the request is asked for every one', async () => {
    const emulator = await start();
    const [token = ''] = emulator.credentials.userTokens;
    const asked: string[] = [];
    const userToken = ({ url }: WireRequest): string => {
      asked.push(url.search);
      return token;
    };
    const client = clientOf(emulator.url, { endpoint: emulator.url, userToken }, adapter);

    await client.get('/chat/threads?a');
    await client.get('/chat/threads?b');

    expect(asked).toEqual(['?a', '?b']);
  });

  it.each<[string, (lookUp: LookUp) => SecretFunction, boolean]>([
    ['the request is asked for each user', (lookUp) => (request) => (request.method ? lookUp() : ''), true],
    ['no parameter is asked for one user', (lookUp) => () => lookUp(), false],
    [
      'its arguments as a list is asked for one user',
      (lookUp) =>
        (...args) =>
          lookUp(...args),
      false,
    ],
  ])('that takes %s', async (_, wrap, isPerRequest) => {
    const [ada, ben] = ['ada', 'ben'].map((name) => tokenUntil(Date.now() + hour, name));
    const users = [ada, ben].filter((token) => token !== undefined);
    const emulator = await start({ userTokens: users });
    const current = new AsyncLocalStorage<string>();
    const userToken = wrap(() => current.getStore());
    const client = clientOf(emulator.url, { endpoint: emulator.url, userToken }, adapter);

    for (const token of users) await current.run(token, () => client.get('/chat/threads'));

    expect(emulator.requests.map(({ headers }) => headers.authorization)).toEqual(
      [ada, isPerRequest ? ben : ada].map((token) => `Bearer ${token ?? ''}`),
    );
  });

  it('is asked again after a refusal', async () => {
    const tokens = [tokenUntil(Date.now() + hour, 'revoked'), tokenUntil(Date.now() + hour, 'good')];
    const emulator = await start({ userTokens: tokens.slice(1) });
    const options = { endpoint: emulator.url, userToken: () => tokens.shift() };

    await clientOf(emulator.url, options, adapter).get('/chat/threads');

    expect(emulator.requests.map(({ status }) => status)).toEqual([401, 200]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'an expired token',
      () => tokenUntil(Date.UTC(2020, 0, 1)),
      'returned a token that expired at 2020-01-01T00:00:00.000Z',
    ],
    ['nothing', () => undefined, 'returned nothing'],
    ['a number', () => 42, 'returned a value of the type number'],
    ['a token with a line break', () => 'a\nb', 'returned a value that contains a line break'],
    ['a rejection', () => Promise.reject(new Error('no network')), 'rejected'],
  ])('that returns %s fails before anything is sent', async (_, answer, problem) => {
    const emulator = await start();
    const userToken = Object.assign(() => undefined, { answer });
    const options = { endpoint: emulator.url, userToken };
    Reflect.set(options, 'userToken', answer);

    const sending = clientOf(emulator.url, options, adapter).get('/chat/threads');

    await expect(sending).rejects.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      option: 'userToken',
      message: expect.stringContaining(`The function given as userToken ${problem}`),
    });
    expect(emulator.requests).toHaveLength(0);
  });
});

describe.each(adapters)('a user whose tokens are issued, over the %s adapter', (adapter) => {
  it('is created with the first token, and kept for those that follow', async () => {
    let now = Date.UTC(2026, 0, 1);
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const user = { scopes: ['chat'], expiresInMinutes: 60 } as const;
    const client = clientOf(emulator.url, { endpoint: emulator.url, accessKey, user }, adapter);

    await Promise.all([client.get('/chat/threads'), client.get('/chat/threads')]);
    now += hour;
    await client.get('/chat/threads');

    const sent = emulator.requests.filter(({ method }) => method === 'POST');
    expect(sent.map(({ target, status }) => [target, status])).toEqual([
      ['/identities?api-version=2023-10-01', 201],
      [
        expect.stringMatching(/^\/identities\/8%3Aacs%3A[\w-]+\/:issueAccessToken\?api-version=2023-10-01$/),
        200,
      ],
    ]);
    expect(sent.map(({ body }) => body.toString())).toEqual([
      '{"createTokenWithScopes":["chat"],"expiresInMinutes":60}',
      '{"scopes":["chat"],"expiresInMinutes":60}',
    ]);
    expect(emulator.requests.every(({ status }) => status < 300)).toBe(true);
  });

  it('that exists is used, by a connection string too', async () => {
    const emulator = await start();
    const connectionString = `endpoint=${emulator.url};accesskey=${emulator.credentials.accessKey}`;
    const user = { id: '8:acs:a_b', scopes: ['chat'] } as const;

    await clientOf(emulator.url, { connectionString, user }, adapter).get('/chat/threads');

    expect(emulator.requests.map(({ target }) => target)).toEqual([
      '/identities/8%3Aacs%3Aa_b/:issueAccessToken?api-version=2023-10-01',
      '/chat/threads',
    ]);
  });

  it('gets another token when one was revoked', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const user = { id: '8:acs:a_b', scopes: ['chat'] } as const;
    const endpoint = emulator.url;
    const client = clientOf(endpoint, { endpoint, accessKey, user }, adapter);
    await client.get('/chat/threads');
    await clientOf(endpoint, { endpoint, accessKey }).post('/identities/8:acs:a_b/:revokeAccessTokens');

    await expect(client.get('/chat/threads')).resolves.toMatchObject({ status: 200 });

    expect(emulator.requests.map(({ status }) => status)).toEqual([200, 200, 204, 401, 200, 200]);
  });

  it('is issued for with the other key, or the service’s time, after a refusal', async () => {
    const emulator = await start({ now: () => Date.now() + hour });
    const { accessKey } = emulator.credentials;
    const skewed = { endpoint: emulator.url, accessKey, user: { scopes: ['chat'] } } as const;
    const other = await start();
    const accessKeys = ['b3RoZXI=', accessKey] as const;
    const rotating = { endpoint: other.url, accessKey: accessKeys, user: { scopes: ['chat'] } } as const;

    await clientOf(emulator.url, skewed, adapter).get('/chat/threads');
    await clientOf(other.url, rotating, adapter).get('/chat/threads');

    for (const { requests } of [emulator, other]) {
      expect(requests.map(({ status }) => status)).toEqual([401, 201, 200]);
    }
  });

  it('fails with what to do when no token is issued, and tells no secret', async () => {
    const events: KeyringEvent[] = [];
    const emulator = await start();
    const options = {
      endpoint: emulator.url,
      accessKey: 'b3RoZXI=',
      user: { scopes: ['chat'] },
      onEvent: (event: KeyringEvent) => events.push(event),
    } as const;

    const error: unknown = await clientOf(emulator.url, options, adapter)
      .get('/chat/threads')
      .catch((reason: unknown) => reason);

    expect(error).toMatchObject({
      code: 'ERR_KEYRING_TOKEN_EXCHANGE',
      message: expect.stringContaining('/identities answered 401 without a token. Check that accessKey'),
    });
    for (const secret of ['b3RoZXI=', 'Signature=']) expect(findText([error, events], secret)).toEqual([]);
  });
});

it.each([
  [{ scopes: [] }, 'has to have scopes out of chat'],
  [{ scopes: ['sms'] }, 'has to have scopes out of chat'],
  [{ scopes: ['chat'], expiresInMinutes: 59 }, 'has to have expiresInMinutes between 60 and 1440'],
  [{ scopes: ['chat'], expiresInMinutes: 1441 }, 'has to have expiresInMinutes between 60 and 1440'],
  [{ scopes: ['chat'], expiresInMinutes: 60.5 }, 'has to have expiresInMinutes between 60 and 1440'],
  [
    { scopes: ['chat'], id: '' },
    'has an id that has to be that of an identity, such as "8:acs:a_b", and is ""',
  ],
  [{ scopes: ['chat'], id: '..' }, 'has an id that has to be that of an identity'],
  [{ scopes: ['chat'], id: '.' }, 'has an id that has to be that of an identity'],
  [
    { scopes: ['chat'], expiresIn: 60 },
    'has an unknown entry "expiresIn". Its entries are id, scopes, expiresInMinutes.',
  ],
  [
    { scopes: ['chat'], expireInMinute: 60 },
    'has an unknown entry "expireInMinute". Did you mean "expiresInMinutes"? Its entries are',
  ],
  [{ scopes: 'chat' }, 'has to be an object such as'],
  ['8:acs:a', 'has to be an object such as'],
])('%j is no user', (wrong, problem) => {
  const options = { endpoint: 'https://contoso.example', accessKey: 'pw==' };
  Reflect.set(options, 'user', wrong);
  expect(() => clientOf('', options)).toThrow(`user ${problem}`);
});
