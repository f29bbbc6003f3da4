import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/avanan/emulator';
import { providerConformance } from '@axios-keyring/testing';
import { avanan } from './index.js';

const readme = join(__dirname, '..', 'README.md');

describe('avanan on the Smart API', () => {
  const applicationId = 'US:myapp29';
  const secretKey = 'a-secret-key-that-nobody-may-see';
  const checks = providerConformance({
    ...{ axios, provider: avanan, readme },
    options: { applicationId, secretKey, region: 'eu' },
    secrets: [secretKey],
    secretHeaders: ['x-av-token', 'x-av-sig'],
    start: () => startEmulator({ applicationId, secretKey }),
    path: '/v1.0/scopes',
    signedTime: ({ headers }) => Date.parse(`${String(headers['x-av-date'])}Z`),
    // Keys of the Smart API are not given to the platform that a variable names.
    unused: ['platform'],
    badOptions: [
      { options: { applicationId: '' }, says: 'is empty' },
      { options: { applicationId: `${applicationId}\r\nX: y` }, says: 'line break' },
      { options: { applicationId: `${applicationId}\0` }, says: 'NUL' },
      { options: { applicationId: 'mŷapp' }, says: 'Latin-1' },
      { options: { applicationId: 'myapp29 ' }, says: 'white space' },
      { options: { applicationId: undefined, secretKey: undefined }, says: 'AVANAN_APPLICATION_ID' },
      { options: { applicationId: undefined, secretKey: undefined }, says: 'AVANAN_SECRET_KEY' },
      { options: { region: 'use' }, says: 'Did you mean "us"?' },
      { options: { region: 'EU' }, says: 'Did you mean "eu"?' },
      { options: { region: 'antarctica' }, says: 'one of us, eu, ca, au, uk, in, uae' },
      { options: { dateFormat: 'utcz' }, says: 'Did you mean "utc' },
      { options: { clientId: 'a' }, says: 'do not go together' },
      { options: { baseURL: new URL('https://proxy.example') }, says: 'has to be a string' },
      { options: { baseURL: 'https://proxy.example/avanan' }, says: 'the signature covers the path' },
      { options: { baseURL: 'https://proxy.example/avanan/v1.0' }, says: 'the signature covers the path' },
      { options: { baseURL: 'https://proxy.example/v2.0' }, says: 'the signature covers the path' },
    ],
  });

  it.each(checks)('$name', ({ run }) => run());
});

describe('avanan on the Infinity Portal', () => {
  const clientId = 'a-client';
  const accessKey = 'an-access-key-that-nobody-may-see';
  const checks = providerConformance({
    ...{ axios, provider: avanan, readme },
    options: { platform: 'infinity', clientId, accessKey, region: 'eu' },
    secrets: [accessKey],
    start: () => startEmulator({ clientId, accessKey }),
    path: '/app/hec-api/v1.0/scopes',
    unused: ['dateFormat'],
    badOptions: [
      { options: { region: 'antarctica' }, says: 'region has to be one of' },
      { options: { secretKey: 'a' }, says: 'do not go together' },
      { options: { baseURL: 'https://proxy.example/portal' }, says: 'another path than /app/hec-api' },
    ],
  });

  it.each(checks)('$name', ({ run }) => run());
});
