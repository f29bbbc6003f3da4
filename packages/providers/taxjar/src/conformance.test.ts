import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/taxjar/emulator';
import { providerConformance } from '@axios-keyring/testing';
import { taxjar } from './index.js';

const apiToken = 'a-token-that-nobody-may-see';

describe.each(['bearer', 'token'] as const)('taxjar with the scheme %s', (scheme) => {
  const checks = providerConformance({
    axios,
    provider: taxjar,
    options: { apiToken, scheme },
    secrets: [apiToken],
    start: () => startEmulator({ apiToken }),
    path: '/v2/categories',
    stale: { apiToken: 'a-token-that-was-reset' },
    badOptions: [
      { options: { apiToken: `${apiToken}€` }, says: 'Latin-1' },
      { options: { apiToken: `${apiToken} ` }, says: 'white space' },
      { options: { apiToken: `Bearer ${apiToken}` }, says: 'white space' },
      { options: { apiToken: `"${apiToken}"` }, says: 'quotation mark' },
      { options: { apiVersion: 'v2' }, says: 'a date such as 2022-01-24' },
      { options: { apiVersion: '2022-01-24\n' }, says: 'a date such as' },
      { options: { environment: 'sandbx' }, says: 'Did you mean "sandbox"?' },
      { options: { scheme: 'Bearer' }, says: 'Did you mean "bearer"?' },
    ],
    readme: join(__dirname, '..', 'README.md'),
  });

  it.each(checks)('$name', ({ run }) => run());
});
