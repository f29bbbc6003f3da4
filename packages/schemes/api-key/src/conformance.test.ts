import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/api-key/emulator';
import { providerConformance } from '@axios-keyring/testing';
import { apiKey } from './index.js';

const key = 'a-key-that-nobody-may-see';
const verifyPath = '/me';
const readme = join(__dirname, '..', 'README.md');

describe.each(['header', 'query', 'cookie'] as const)('one key in the %s', (place) => {
  const checks = providerConformance({
    axios,
    provider: apiKey,
    options: { in: place, name: 'x-key', key, verifyPath },
    secrets: [key],
    start: () => startEmulator({ in: place, keys: { 'x-key': key } }),
    path: '/things',
    stale: { key: 'a-key-that-was-replaced' },
    unused: ['keys', 'prefix'],
    readme,
  });

  it.each(checks)('$name', ({ run }) => run());
});

describe('two keys', () => {
  const keys = { 'X-App-Id': 'an-app-that-nobody-may-see', 'X-App-Key': key };
  const checks = providerConformance({
    axios,
    provider: apiKey,
    options: { keys, verifyPath },
    secrets: Object.values(keys),
    start: () => startEmulator({ keys }),
    path: '/things',
    unused: ['name', 'key', 'prefix'],
    badOptions: [
      { options: { keys: {} }, says: 'keys is empty' },
      { options: { keys: { 'X-Key': 'a\nb' } }, says: 'keys has a member X-Key that contains a line break' },
      { options: { keys: { 'X Key': key } }, says: '"X Key" cannot be the name of a header' },
      { options: { name: 'X-Key', key }, says: 'do not go together' },
      { options: { in: 'body' }, says: 'in has to be one of header, query, cookie' },
    ],
  });

  it.each(checks)('$name', ({ run }) => run());
});
