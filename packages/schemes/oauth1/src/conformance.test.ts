import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import axios from 'axios';
import { type OAuth1EmulatorOptions, startEmulator } from '@axios-keyring/oauth1/emulator';
import { type ConformanceSubject, providerConformance } from '@axios-keyring/testing';
import { oauth1, type OAuth1Options } from './index.js';

const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

const [privateKey, otherKey] = [newKey(), newKey()];
const [consumerKey, consumerSecret] = ['a-consumer', 'a-secret & that nobody may see'];
const [token, tokenSecret] = ['a-token-of-somebody', 'a-token-secret~that+nobody may see'];

const common = {
  ...{ axios, provider: oauth1, path: '/things' },
  readme: join(__dirname, '..', 'README.md'),
};

const start = (options: OAuth1EmulatorOptions) => () =>
  startEmulator({ consumerKey, token, proxyPath: '/conformance', ...options });

const ways: Readonly<Record<string, Omit<ConformanceSubject<OAuth1Options>, keyof typeof common>>> = {
  'HMAC, in the header': {
    options: {
      ...{ signatureMethod: 'HMAC-SHA256', consumerKey, consumerSecret, token, tokenSecret },
      ...{ realm: 'things', verifyPath: '/me' },
    },
    secrets: [consumerSecret, token, tokenSecret],
    start: start({ consumerSecret, tokenSecret }),
    stale: { consumerSecret: 'a secret that was replaced', token: 'a-token-that-has-expired' },
    unused: ['privateKey', 'passphrase'],
    badOptions: [
      { options: { signatureMethod: 'HMAC-SHA2' }, says: 'Did you mean "HMAC-SHA' },
      { options: { signatureMethod: 'RSA-SHA1' }, says: 'do not go together' },
      { options: { privateKey }, says: 'do not go together' },
      { options: { realm: 'a"b' }, says: 'a quotation mark' },
      { options: { in: 'query' }, says: 'realm is for the header' },
      { options: { signatureMethod: 'PLAINTEXT', in: 'query', realm: undefined }, says: 'into URLs' },
      { options: { signatureMethod: 'PLAINTEXT', bodyHash: 'sha1' }, says: 'which signs nothing' },
      { options: { token: undefined }, says: 'tokenSecret is there without its token' },
      { options: { consumerKey: '' }, says: 'consumerKey is empty' },
      { options: { verifyPath: 'me' }, says: 'verifyPath has to begin with a slash' },
    ],
  },
  'RSA with a hash of the body, in the query': {
    options: {
      ...{ signatureMethod: 'RSA-SHA256', consumerKey, privateKey, token },
      ...{ in: 'query', bodyHash: 'sha256', verifyPath: '/me' },
    },
    secrets: [token, privateKey.split('\n')[1] ?? ''],
    secretParameters: ['oauth_token', 'oauth_signature'],
    start: start({ signatureMethod: 'RSA-SHA256', privateKey, bodyHash: 'sha256' }),
    stale: { privateKey: otherKey },
    unused: ['consumerSecret', 'tokenSecret', 'realm'],
  },
};

describe.each(Object.entries(ways))('oauth1 with %s', (_, way) => {
  const checks = providerConformance({ ...common, ...way });

  it.each(checks)('$name', ({ run }) => run());
});
