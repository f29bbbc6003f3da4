import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/bearer/emulator';
import { providerConformance } from '@axios-keyring/testing';
import { bearer } from './index.js';

const token = 'a-token-that-nobody-may-see';

describe.each([undefined, 'GenieKey'])('the scheme %s', (scheme) => {
  const checks = providerConformance({
    axios,
    provider: bearer,
    options: { token, ...(scheme !== undefined && { scheme }), verifyPath: '/me' },
    secrets: [token],
    start: () => startEmulator({ token, scheme }),
    path: '/things',
    stale: { token: 'a-token-that-was-revoked' },
    unused: ['tokenKey', 'tokenStore'],
    badOptions: [
      { options: { token: 'a€' }, says: 'Latin-1' },
      { options: { scheme: 'Bearer ' }, says: 'scheme is no word that a scheme could have' },
      { options: { tokenKey: 'billing' }, says: 'do not go together' },
    ],
    readme: join(__dirname, '..', 'README.md'),
  });

  it.each(checks)('$name', ({ run }) => run());
});
