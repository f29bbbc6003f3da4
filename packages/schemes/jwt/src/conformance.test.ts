import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/jwt/emulator';
import { providerConformance } from '@axios-keyring/testing';
import { jwt } from './index.js';

const secret = 'a-secret-that-nobody-may-see';
const readme = join(__dirname, '..', 'README.md');
const common = { issuer: 'me', audience: 'them', keyId: 'one', verifyPath: '/me' };

describe('with a secret', () => {
  const checks = providerConformance({
    axios,
    provider: jwt,
    options: { algorithm: 'HS256', secret, ...common },
    secrets: [secret],
    start: () => startEmulator({ secret, issuer: 'me', audience: 'them' }),
    path: '/things',
    stale: { secret: 'a-secret-that-was-replaced' },
    unused: ['privateKey', 'passphrase'],
    badOptions: [
      { options: { algorithm: 'none' }, says: 'algorithm has to be one of HS256' },
      { options: { algorithm: 'ES256' }, says: 'The algorithm ES256 signs with privateKey' },
      { options: { privateKey: 'a' }, says: 'do not go together' },
      { options: { lifetime: 0 }, says: 'lifetime has to be an integer of 1 or more' },
      { options: { claims: 'admin' }, says: 'claims has to be an object, or a function that returns one' },
    ],
    readme,
  });

  it.each(checks)('$name', ({ run }) => run());
});

describe('with a private key, and a token for each request', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [pem, known] = [
    String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    String(publicKey.export({ type: 'spki', format: 'pem' })),
  ];
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const checks = providerConformance({
    axios,
    provider: jwt,
    options: { algorithm: 'ES256', privateKey: pem, perRequest: true, verifyPath: '/me' },
    secrets: pem.split('\n').filter((line) => line !== '' && !line.startsWith('-')),
    start: () => startEmulator({ algorithm: 'ES256', publicKey: known }),
    path: '/things',
    stale: { privateKey: String(other.export({ type: 'pkcs8', format: 'pem' })) },
    unused: ['secret', 'secretEncoding', 'passphrase'],
  });

  it.each(checks)('$name', ({ run }) => run());
});
