import { expect, it } from '@jest/globals';
import { inspectKeyring, type Keyring, type RouteReport } from 'axios-keyring';
import { makeProject } from '../fixtures/folder.js';
import { absentFailure, considerRoutes } from './explanation.js';

async function inspected(
  ...more: readonly unknown[]
): Promise<{ readonly keyring: Keyring; readonly routes: readonly RouteReport[] }> {
  const absent = { provider: '@acme/keyring-billing', baseURL: 'https://*.acme.example/v1' };
  const { keyring, routes } = await inspectKeyring({ directory: makeProject(absent, ...more) });
  if (!keyring) throw new Error('The config has problems.');
  return { keyring, routes };
}

const taxjar = { provider: 'taxjar', options: { apiToken: 'a-token' } };
const url = new URL('https://eu.acme.example/v1/bills?key=value');

it('a provider that is not installed is named with the line that installs it', async () => {
  const { keyring, routes } = await inspected();

  expect(absentFailure(keyring, routes, url)).toMatchObject({
    message: 'The provider for https://eu.acme.example/v1/bills is not there',
    facts: {
      details: ['@acme/keyring-billing is not installed. It serves routes[0] of keyring.config.json.'],
      next: 'Run: npm install @acme/keyring-billing',
    },
  });
});

it.each([
  'https://acme.example/v1',
  'https://eu.acme.example/v2',
  'http://eu.acme.example/v1',
  'https://eu.acme.example.evil.example/v1',
  'https://api.acme.example/v1',
])('nothing is said of %s, which is not for one', async (text) => {
  const { keyring, routes } = await inspected({ ...taxjar, baseURL: 'https://api.acme.example' });

  expect(absentFailure(keyring, routes, new URL(text))).toBeUndefined();
});

it('says of each route why it is taken or not, of one for many hosts too', async () => {
  const { keyring, routes } = await inspected(
    { ...taxjar, name: 'one', baseURL: 'https://api.acme.example' },
    { ...taxjar, name: 'far', baseURL: 'https://*.eu.acme.example' },
    { ...taxjar, name: 'near', baseURL: 'https://*.acme.example' },
  );
  const reasonsFor = (text: string): unknown =>
    considerRoutes(keyring, routes, new URL(text)).map(({ reason }) => reason);

  const byHost = 'covers it, but another base URL names the host';
  const longer = 'covers it, but another base URL is longer';
  const longest = 'the longest base URL that covers it';
  const other = 'another host';
  // The one that is not installed comes last.
  expect(reasonsFor('https://api.acme.example/v1')).toEqual([longest, other, byHost, byHost]);
  expect(reasonsFor('https://a.eu.acme.example/v1')).toEqual([other, longest, longer, longer]);
  expect(reasonsFor('https://us.acme.example/v1')).toEqual([
    other,
    other,
    longer,
    '@acme/keyring-billing is not installed',
  ]);
  expect(reasonsFor('https://acme.example/v1')).toEqual([other, other, other, other]);
});
