import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/avalara-communications/emulator';
import { providerConformance } from '@axios-keyring/testing';
import { avalaraCommunications } from './index.js';

const username = 'first.last@avalara.com';
const password = 'a-password-that-nobody-may-see';

describe.each(['basic', 'api_key'] as const)('avalara-communications with the scheme %s', (scheme) => {
  const checks = providerConformance({
    axios,
    provider: avalaraCommunications,
    options: { username, password, clientId: 12, clientProfileId: 7, scheme },
    secrets: [password, Buffer.from(`${username}:${password}`).toString('base64')],
    secretHeaders: ['api_key'],
    start: () => startEmulator({ username, password, clientId: 12 }),
    path: '/api/v2/afc/serviceinfo',
    stale: { password: 'a-password-that-was-changed' },
    badOptions: [
      { options: { username: '' }, says: 'is empty' },
      { options: { username: `${username}:${password}` }, says: 'contains a colon' },
      { options: { username: `${username}\n` }, says: 'line break' },
      { options: { username: undefined, password: undefined }, says: 'AVALARA_COMMUNICATIONS_USERNAME' },
      { options: { username: undefined, password: undefined }, says: 'AVALARA_COMMUNICATIONS_PASSWORD' },
      { options: { clientId: 2 ** 53 }, says: 'has to be a string, or an integer of 0 or more' },
      { options: { clientId: '12\r\nX-Other: a' }, says: 'line break' },
      { options: { clientId: 'Zürich €' }, says: 'that a header cannot carry' },
      { options: { environment: 'sandbox2' }, says: 'Did you mean "sandbox"?' },
      { options: { scheme: 'apikey' }, says: 'Did you mean "api_key"?' },
    ],
    readme: join(__dirname, '..', 'README.md'),
  });

  it.each(checks)('$name', ({ run }) => run());
});
