import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type EntraCredential, type EntraToken } from './index.js';
import { adapters, clientOf, start } from './fixtures/running-emulator.js';

afterEach(() => {
  jest.restoreAllMocks();
});

function credential(
  ...answers: (() => Promise<EntraToken | null>)[]
): EntraCredential & { scopes: string[] } {
  const scopes: string[] = [];
  return {
    scopes,
    getToken: (scope) => {
      scopes.push(scope);
      return (answers.length > 1 ? answers.shift() : answers[0])?.() ?? Promise.resolve(null);
    },
  };
}

const valid = (token: string) => () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 });

describe.each(adapters)('a token of Microsoft Entra ID over the %s adapter', (adapter) => {
  it('is fetched once, with the scope of the vendor’s SDKs, and sent as Bearer', async () => {
    const emulator = await start({ entraTokens: ['an.entra.token'] });
    const tokenCredential = credential(valid('an.entra.token'));
    const client = clientOf(emulator.url, { endpoint: emulator.url, tokenCredential }, adapter);

    await Promise.all([client.post('/sms', {}), client.get('/phoneNumbers')]);
    await client.get('/phoneNumbers');

    expect(tokenCredential.scopes).toEqual(['https://communication.azure.com//.default']);
    const [request] = emulator.requests;
    expect(request?.headers.authorization).toBe('Bearer an.entra.token');
    expect(request?.headers).not.toHaveProperty('x-ms-content-sha256');
  });

  it('is fetched with another scope, where one is given', async () => {
    const emulator = await start({ entraTokens: ['a.b.c'] });
    const tokenCredential = credential(valid('a.b.c'));
    const scope = 'https://communication.azure.com/.default';

    await clientOf(emulator.url, { endpoint: emulator.url, tokenCredential, scope }, adapter).get('/rooms');

    expect(tokenCredential.scopes).toEqual([scope]);
  });

  it('is fetched again when it is about to expire, and when it was refused', async () => {
    let now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    const emulator = await start({ entraTokens: ['good.entra.token'] });
    const tokenCredential = credential(valid('old.entra.token'), valid('good.entra.token'));
    const client = clientOf(emulator.url, { endpoint: emulator.url, tokenCredential }, adapter);

    await client.get('/rooms');
    now += 3_600_000;
    await client.get('/rooms');

    expect(tokenCredential.scopes).toHaveLength(3);
    expect(emulator.requests.map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  it.each<[string, () => Promise<EntraToken | null>]>([
    ['is null', () => Promise.resolve(null)],
    ['has a line break', valid('a\nb')],
    ['cannot be had', () => Promise.reject(new Error('no identity'))],
  ])('fails before anything is sent where it %s', async (_, answer) => {
    const emulator = await start();
    const options = { endpoint: emulator.url, tokenCredential: credential(answer) };

    await expect(clientOf(emulator.url, options, adapter).get('/rooms')).rejects.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      option: 'tokenCredential',
      message: expect.stringContaining('getToken of tokenCredential'),
    });
    expect(emulator.requests).toHaveLength(0);
  });
});

it('a credential without getToken is refused', () => {
  const options = { endpoint: 'https://contoso.example', tokenCredential: credential() };
  Reflect.set(options, 'tokenCredential', { token: 'a.b.c' });
  expect(() => clientOf('', options)).toThrow('tokenCredential has to be an object with getToken');
});
