import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { azureCommunication, type AzureCommunicationOptions, azureRecordings, userTokens } from './index.js';

const accessKey = Buffer.from('a key that nobody may see').toString('base64');
const endpoint = 'https://contoso.communication.azure.com';
const connectionString = `endpoint=${endpoint}/;accesskey=${accessKey}`;
const contentLocation = 'https://us-storage.asm.skype.com/v1/objects/1';
const user = { scopes: ['chat'] } as const;

beforeEach(() => {
  Object.defineProperty(globalThis, 'window', { value: { document: {} }, configurable: true });
  // As in a window of Electron that has Node's process too.
  Reflect.set(process, 'type', 'renderer');
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, 'window');
  Reflect.deleteProperty(process, 'type');
});

describe('an access key in a browser', () => {
  it.each<[string, () => unknown]>([
    ['an access key', () => azureCommunication({ endpoint, accessKey })],
    ['two access keys', () => azureCommunication({ endpoint, accessKey: [accessKey, btoa('another key')] })],
    ['a function', () => azureCommunication({ endpoint, accessKey: () => accessKey })],
    ['a connection string', () => azureCommunication({ connectionString })],
    ['a user whose tokens it issues', () => azureCommunication({ endpoint, accessKey, user })],
    ['a user and a connection string', () => azureCommunication({ connectionString, user })],
    ['userTokens', () => userTokens({ connectionString })],
    ['azureRecordings', () => azureRecordings({ connectionString, contentLocation })],
  ])('is refused where it is given, with what to do instead (%s)', (_, provide) => {
    let error: unknown;
    try {
      provide();
    } catch (reason) {
      error = reason;
    }

    expect(error).toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      option: 'dangerouslyAllowBrowser',
      message: expect.stringMatching(/read the access key\. Give the page a user access token, or call/),
    });
    expect(inspect(error, { depth: Infinity })).not.toContain(accessKey);
  });

  it('works with a switch that says what it does', () => {
    const allowed = { connectionString, dangerouslyAllowBrowser: true } as const;

    expect(azureCommunication(allowed).baseURLs).toEqual([endpoint]);
    expect(azureRecordings({ ...allowed, contentLocation }).baseURLs).toEqual([
      'https://us-storage.asm.skype.com',
    ]);
  });
});

describe('a token in a browser', () => {
  const token = { token: 'an-entra-token', expiresOnTimestamp: Number.MAX_SAFE_INTEGER };

  it.each<[string, AzureCommunicationOptions]>([
    ['a user access token', { endpoint, userToken: 'a-user-token' }],
    ['a function that fetches one', { endpoint, userToken: () => Promise.resolve('a-user-token') }],
    [
      'a credential of Microsoft Entra ID',
      { endpoint, tokenCredential: { getToken: () => Promise.resolve(token) } },
    ],
  ])('works (%s)', async (_, options) => {
    const url = `${endpoint}/chat/threads?api-version=2025-03-15`;

    await expect(azureCommunication(options).authorize({ url })).resolves.toMatchObject({
      headers: { Authorization: expect.stringMatching(/^Bearer an?-/) },
    });
  });
});
