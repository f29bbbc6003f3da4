import { join } from 'node:path';
import { it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/basic/emulator';
import { providerConformance } from '@axios-keyring/testing';
import { basic } from './index.js';

const [username, password] = ['somebody', 'a-password: that nobody may see'];

const checks = providerConformance({
  axios,
  provider: basic,
  options: { username, password, verifyPath: '/me' },
  secrets: [password],
  start: () => startEmulator({ username, password }),
  path: '/things',
  stale: { password: 'a password that was replaced' },
  badOptions: [
    { options: { username: 'some:body' }, says: 'username contains a colon' },
    { options: { username: 'some\nbody' }, says: 'line break' },
    { options: { password: '' }, says: 'password is empty' },
    { options: { verifyPath: 'me' }, says: 'verifyPath has to begin with a slash' },
  ],
  readme: join(__dirname, '..', 'README.md'),
});

it.each(checks)('$name', ({ run }) => run());
