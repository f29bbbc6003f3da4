import { join } from 'node:path';
import { it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/digest/emulator';
import { providerConformance } from '@axios-keyring/testing';
import { digest } from './index.js';

const [username, password] = ['somebody', 'a-password: that nobody may see'];

const checks = providerConformance({
  axios,
  provider: digest,
  options: { username, password, verifyPath: '/me' },
  secrets: [password],
  start: () => startEmulator({ username, password }),
  path: '/things',
  asksForChallenge: true,
  stale: { password: 'a password that was replaced' },
  badOptions: [
    { options: { username: 'some:body' }, says: 'username contains a colon' },
    { options: { username: 'some\nbody' }, says: 'line break' },
    { options: { username: 'some\u0001body' }, says: 'control character' },
    { options: { password: '' }, says: 'password is empty' },
    { options: { verifyPath: 'me' }, says: 'verifyPath has to begin with a slash' },
  ],
  readme: join(__dirname, '..', 'README.md'),
});

it.each(checks)('$name', ({ run }) => run());
