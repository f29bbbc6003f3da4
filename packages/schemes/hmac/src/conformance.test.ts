import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/hmac/emulator';
import { type ConformanceSubject, providerConformance } from '@axios-keyring/testing';
import { hmac, type HmacOptions } from './index.js';

const secret = 'a-secret-that-nobody-may-see';
const keyId = 'a-key';
const common = {
  ...{ axios, provider: hmac, path: '/things', secrets: [secret] },
  stale: { secret: 'a-secret-that-was-replaced' },
  readme: join(__dirname, '..', 'README.md'),
};

type Way = Pick<ConformanceSubject<HmacOptions>, 'options' | 'start'> &
  Partial<ConformanceSubject<HmacOptions>>;

const ways: readonly (readonly [name: string, way: Way])[] = [
  [
    'in headers',
    {
      secretHeaders: ['x-signature'],
      signedTime: ({ headers }) => Number(headers['x-timestamp']) * 1000,
      start: () => startEmulator({ keyId, secret }),
      options: {
        ...{ keyId, secret, sign: '{method}\n{target}\n{timestamp}\n{body}', verifyPath: '/me' },
        headers: { 'X-Key': '{keyId}', 'X-Timestamp': '{timestamp}', 'X-Signature': '{signature}' },
      },
      badOptions: [
        {
          options: { sign: '{methd}' },
          says: 'sign has {methd}, and there is no such placeholder. Did you mean "method"?',
        },
        { options: { sign: '{sha265:{body}}' }, says: 'there is no such function. Did you mean "sha256"?' },
        { options: { sign: '{zzzzzzzz}' }, says: 'There are method, host' },
        { options: { sign: '{sha256:{body}' }, says: 'lacks a "}" at its end' },
        { options: { sign: '{body}}' }, says: 'has a "}" too many' },
        { options: { sign: '{signature}' }, says: 'which is made of it' },
        { options: { sign: '' }, says: 'sign is empty' },
        { options: { keyId: undefined }, says: 'keyId is missing, and a template has {keyId}' },
        { options: { headers: { 'X-Key': '{keyId}' } }, says: 'Neither headers nor query has {signature}' },
        { options: { headers: { 'X Key': '{signature}' } }, says: 'is no name of a header' },
        { options: { headers: { 'X-Key': '{signatur}' } }, says: 'a member X-Key that has {signatur}' },
        { options: { headers: { 'X-Key': ' {signature}' } }, says: 'white space' },
        { options: { headers: { 'X-Key': '{body}' } }, says: 'which can be signed, but not be sent there' },
        { options: { query: { key: '{sha1.bytes:a}' } }, says: 'which can be signed, but not be sent there' },
        { options: { algorithm: 'sha265' }, says: 'Did you mean "sha256"?' },
      ],
    },
  ],
  [
    'in the query',
    {
      secretParameters: ['signature'],
      start: () =>
        startEmulator({
          secret,
          signature: ({ target }) => new URL(target, 'http://a').searchParams.get('signature'),
          signed: ({ target }) => target.split('?')[1]?.replace(/&signature=.*/, '') ?? '',
        }),
      options: {
        ...{ secret, sign: '{query}', verifyPath: '/me' },
        query: { timestamp: '{timestamp}', signature: '{signature}' },
      },
    },
  ],
];

describe.each(ways)('hmac %s', (_, way) => {
  const checks = providerConformance({ ...common, ...way });

  it.each(checks)('$name', ({ run }) => run());
});
