import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/http-signatures/emulator';
import { type ConformanceSubject, providerConformance } from '@axios-keyring/testing';
import { httpSignatures, type HttpSignaturesOptions } from './index.js';
import vectors from '../vectors.json' with { type: 'json' };

const privateKey = vectors.keys['test-key-ed25519'].privatePem;
const otherPair = generateKeyPairSync('ed25519');
const otherKey = otherPair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const secret = 'a-secret-that-nobody-may-see';
const keyId = 'a-key';
const verifyPath = '/me';
const readme = join(__dirname, '..', 'README.md');

type Way = Pick<
  ConformanceSubject<HttpSignaturesOptions>,
  'options' | 'secrets' | 'start' | 'stale' | 'unused' | 'badOptions'
>;

const ways: readonly (readonly [name: string, way: Way])[] = [
  [
    'a private key',
    {
      options: { keyId, privateKey, verifyPath },
      secrets: [privateKey.split('\n')[1] ?? ''],
      start: () => startEmulator({ keyId, privateKey }),
      stale: { privateKey: otherKey },
      unused: ['secret', 'secretEncoding', 'passphrase', 'algorithmName'],
      badOptions: [
        { options: { secret }, says: 'do not go together' },
        { options: { privateKey: secret }, says: 'is no private key in PEM' },
        { options: { algorithm: 'hmac-sha256' }, says: 'Give secret in place of privateKey' },
        { options: { components: ['@metod'] }, says: 'Did you mean "@method"?' },
        { options: { components: ['@status'] }, says: 'is none of @method' },
        { options: { components: ['(request-target)'] }, says: 'is none of @method' },
        { options: { components: ['@query-param'] }, says: '@query-param;name="…"' },
        { options: { components: ['a b'] }, says: 'is no name of a header' },
        { options: { components: ['x;bs'] }, says: ';sf and ;bs' },
        { options: { components: ['signature'] }, says: 'holds the signature itself' },
        { options: { components: ['date', 'Date'] }, says: 'has "date" twice' },
        { options: { parameters: ['created', 'created', 'keyid'] }, says: 'one of them twice' },
        { options: { parameters: ['created'] }, says: 'list keyid' },
        { options: { parameters: ['keyid', 'expires'] }, says: 'Give expiresIn' },
        { options: { parameters: ['creatd'] }, says: 'Did you mean "created"?' },
        { options: { keyId: 'é' }, says: 'printable ASCII' },
        { options: { label: 'Sig' }, says: 'is no key of a structured field' },
        { options: { algorithmName: 'hs2019' }, says: 'for the profile cavage only' },
      ],
    },
  ],
  [
    'a secret, as in the draft',
    {
      options: { profile: 'cavage', keyId, secret, verifyPath },
      secrets: [secret],
      start: () => startEmulator({ profile: 'cavage', keyId, secret }),
      stale: { secret: 'a-secret-that-was-replaced' },
      unused: ['privateKey', 'passphrase', 'parameters', 'tag', 'label'],
      badOptions: [
        { options: { keyId: undefined }, says: 'keyId is missing' },
        { options: { tag: 'a' }, says: 'for the profile rfc9421 only' },
        { options: { algorithm: 'ed25519' }, says: 'Give privateKey in place of secret' },
        { options: { components: ['@method'] }, says: 'is none of (request-target)' },
        { options: { components: ['authorization'] }, says: 'holds the signature itself' },
        { options: { components: ['(expires)'] }, says: 'go together' },
        { options: { components: ['(created)'], algorithmName: 'hmac-sha256' }, says: 'Write hs2019' },
      ],
    },
  ],
];

describe.each(ways)('http-signatures with %s', (_, way) => {
  const checks = providerConformance({
    ...{ axios, provider: httpSignatures, path: '/things', readme },
    secretHeaders: ['signature'],
    ...way,
  });

  it.each(checks)('$name', ({ run }) => run());
});
