import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/azure-communication/emulator';
import { type ConformanceSubject, providerConformance } from '@axios-keyring/testing';
import { azureCommunication, type AzureCommunicationOptions } from './index.js';

const endpoint = 'https://contoso.communication.azure.com';
const accessKey = Buffer.from('a key that nobody may see').toString('base64');
const secondaryAccessKey = Buffer.from('another key that nobody may see').toString('base64');
const userToken = 'a-user.token-that-nobody.may-see';
const entraTokens = ['an-entra.token-that-nobody.may-see', 'another-entra.token-that-nobody.may-see'];

type Subject = ConformanceSubject<AzureCommunicationOptions>;

const common = {
  ...{ axios, provider: azureCommunication, readme: join(__dirname, '..', 'README.md') },
  start: () =>
    startEmulator({
      ...{ accessKey, secondaryAccessKey },
      userTokens: [userToken],
      entraTokens,
    }),
};

let issued = 0;

function nextEntraToken(): { token: string; expiresOnTimestamp: number } {
  issued += 1;
  return { token: entraTokens[issued % 2] ?? '', expiresOnTimestamp: Date.now() + 3_600_000 };
}

const ways: readonly (readonly [
  name: string,
  way: Pick<Subject, 'options' | 'secrets' | 'path'> & Partial<Subject>,
])[] = [
  [
    'an access key',
    {
      options: { endpoint, accessKey },
      secrets: [accessKey],
      path: '/phoneNumbers',
      stale: { accessKey: Buffer.from('a key that was regenerated').toString('base64') },
      badOptions: [
        { options: { accessKey: `${accessKey}A` }, says: 'is not base64' },
        { options: { userToken }, says: 'do not go together' },
        { options: { endpoint: `${endpoint}/chat` }, says: 'the signature covers the path' },
        { options: { baseURL: 'https://proxy.example/chat' }, says: 'the signature covers the path' },
      ],
    },
  ],
  [
    'two access keys',
    {
      options: { endpoint, accessKey: [secondaryAccessKey, accessKey] },
      secrets: [accessKey, secondaryAccessKey],
      path: '/phoneNumbers',
    },
  ],
  [
    'a connection string',
    {
      options: { connectionString: `endpoint=${endpoint};accesskey=${accessKey}` },
      secrets: [accessKey],
      path: '/phoneNumbers',
      badOptions: [
        { options: { connectionString: `endpoint=${endpoint}` }, says: 'no accesskey' },
        { options: { accessKey }, says: 'do not go together' },
      ],
    },
  ],
  [
    'a user access token',
    {
      options: { endpoint, userToken },
      secrets: [userToken],
      path: '/chat/threads',
      stale: { userToken: 'a-user.token-that.has-expired' },
    },
  ],
  [
    'user access tokens that it issues',
    {
      options: { endpoint, accessKey, user: { scopes: ['chat'] } },
      // Without an id, each interceptor has a user of its own.
      unused: ['tokenStore'],
      secrets: [accessKey],
      path: '/chat/threads',
    },
  ],
  [
    'Microsoft Entra ID',
    {
      options: {
        endpoint,
        tokenCredential: { getToken: () => Promise.resolve(nextEntraToken()) },
      },
      secrets: entraTokens,
      path: '/phoneNumbers',
    },
  ],
];

describe.each(ways)('azure-communication with %s', (_, way) => {
  const checks = providerConformance({ ...common, ...way });

  it.each(checks)('$name', ({ run }) => run());
});
