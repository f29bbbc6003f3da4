import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/oauth2/emulator';
import { providerConformance } from '@axios-keyring/testing';
import { oauth2 } from './index.js';

const clientSecret = 'a-secret-that-nobody-may-see';
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const pem = String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
const publicKey = String(keys.publicKey.export({ type: 'spki', format: 'pem' }));
const common = { clientId: 'me', tokenURL: '/token', verifyPath: '/me' };

const ofOtherGrants = [
  ...[
    'grantStore',
    'refreshToken',
    'assertion',
    'assertionKey',
    'subjectToken',
    'actorToken',
    'passphrase',
    'privateKey',
  ],
];

describe('with a client secret', () => {
  const checks = providerConformance({
    axios,
    provider: oauth2,
    options: { ...common, clientSecret },
    secrets: [clientSecret],
    start: () => startEmulator({ clientId: 'me', clientSecret }),
    path: '/things',
    unused: [...ofOtherGrants, 'dpopKey'],
    badOptions: [
      { options: { tokenURL: 'login.example.com' }, says: 'tokenURL has to be an absolute URL' },
      { options: { tokenURL: undefined }, says: 'tokenURL is missing' },
      { options: { issuer: 'https://a.example' }, says: 'tokenURL and issuer do not go together' },
      { options: { privateKey: pem }, says: 'do not go together' },
      { options: { clientSecret: undefined }, says: 'Credentials are missing' },
      { options: { clientId: undefined }, says: 'clientId is missing' },
      { options: { grant: 'password' }, says: 'grant has to be one of client_credentials' },
      { options: { grant: 'jwt-bearer' }, says: 'needs either assertion or assertionKey' },
      { options: { grant: 'refresh_token' }, says: 'needs refreshToken, or a grantStore' },
      { options: { subjectToken: 'a' }, says: 'subjectToken belongs to the grant token-exchange' },
      {
        options: { parameters: { scope: 'a' } },
        says: 'parameters has a member scope that has an option of its own',
      },
      { options: { headers: { Authorization: 'a' } }, says: 'is no header that can be set here' },
    ],
    readme: join(__dirname, '..', 'README.md'),
  });

  it.each(checks)('$name', ({ run }) => run());
});

describe('with a private key, and tokens that are bound to another', () => {
  const checks = providerConformance({
    axios,
    provider: oauth2,
    options: { ...common, privateKey: pem, dpop: true },
    secrets: pem.split('\n').filter((line) => line !== '' && !line.startsWith('-')),
    secretHeaders: ['authorization', 'dpop'],
    start: () =>
      startEmulator({ clientId: 'me', clientAuthentication: 'private_key_jwt', publicKey, dpop: true }),
    path: '/things',
    others: { privateKey: String(other.export({ type: 'pkcs8', format: 'pem' })) },
    unused: [...ofOtherGrants, 'clientSecret', 'dpopKey'],
  });

  it.each(checks)('$name', ({ run }) => run());
});

it.each(
  providerConformance({
    axios,
    provider: oauth2,
    options: { ...common, clientSecret, grant: 'refresh_token', refreshToken: 'a-refresh-token' },
    secrets: [clientSecret],
    start: () => startEmulator({ clientId: 'me', clientSecret }),
    path: '/things',
  }).filter(({ name }) => name.startsWith('grants: ')),
)('with a refresh token that changes: $name', ({ run }) => run());
