import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/mutual-tls/emulator';
import { type ConformanceCheck, providerConformance } from '@axios-keyring/testing';
import { type Certificates, makeCertificates } from '../emulator/certificates.js';
import { mutualTls } from './index.js';

/** The suite's themes that need nothing of the gate in front of the API, which is plain http. */
const tried = ['interceptor', 'options', 'keys', 'exchanges', 'tokens', 'grants', 'clock', 'README'];

/**
 * THESE THEMES ARE NOT TRIED BY THE SUITE: no certificate is ever shown over plain http. What stands in their place is in
 * mutual-tls.test.ts, by these names, and for every provider in client-certificate.test.ts of core.
 */
const inPlace: Readonly<Record<string, string>> = {
  scoping: 'is shown below its base URL, and to nobody else',
  bodies: 'leaves the request as it is, with every body',
  placement: 'leaves the request as it is, with every body',
  redirects: 'goes along with a redirect within its base URL only',
  concealment: 'nobody sees the key',
  secrets: 'is asked for each request, where it is a function',
  identities: 'two certificates do not mix, whatever agent there is',
  environment: 'takes nothing from the environment',
  recovery: 'sends a refused request once',
  resending: 'is shown again by what sends a request again',
  authorize: 'explains and verifies, and has nothing for another client to add',
  explain: 'explains and verifies, and has nothing for another client to add',
  verify: 'explains and verifies, and has nothing for another client to add',
};

let certificates: Certificates;
let checks: readonly ConformanceCheck[];

const themeOf = ({ name }: ConformanceCheck): string => name.split(':', 1)[0] ?? '';

beforeAll(async () => {
  certificates = await makeCertificates();
  const { certificate, key } = certificates.client;
  checks = providerConformance({
    axios,
    provider: mutualTls,
    options: { clientCertificate: { certificate, key }, verifyPath: '/me' },
    // Of a key in PEM, what is in one line of it.
    secrets: [key.split('\n')[1] ?? ''],
    start: () => startEmulator({ certificates }),
    path: '/things',
    badOptions: [
      { options: { clientCertificate: undefined }, says: 'clientCertificate is missing' },
      { options: { clientCertificate: { certificate } }, says: 'without its private key' },
      {
        options: { clientCertificate: { certificate, key: certificates.server.key } },
        says: 'belongs to another key',
      },
      { options: { verifyPath: 'me' }, says: 'verifyPath has to begin with a slash' },
    ],
    readme: join(__dirname, '..', 'README.md'),
  });
});

it('every theme is tried, or something stands in its place', () => {
  expect([...tried, ...Object.keys(inPlace)].sort()).toEqual([...new Set(checks.map(themeOf))].sort());
});

it.each(tried)('%s', async (theme) => {
  for (const check of checks) if (themeOf(check) === theme) await check.run();
});
