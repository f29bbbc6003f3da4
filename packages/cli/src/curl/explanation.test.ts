import { expect, it } from '@jest/globals';
import { type RouteReport } from 'axios-keyring';
import { absentFailure } from './explanation.js';

const absent: RouteReport = {
  file: 'keyring.config.json',
  path: 'routes[0]',
  name: undefined,
  provider: 'azure-communication',
  package: '@axios-keyring/azure-communication',
  status: 'not-installed',
  install: 'npm install @axios-keyring/azure-communication',
  baseURLs: ['https://*.communication.azure.com'],
  secrets: [],
  interceptor: undefined,
  declaration: undefined,
};
const url = new URL('https://contoso.communication.azure.com/sms?key=value');

it('a provider that is not installed is named with the line that installs it', () => {
  expect(absentFailure([absent], url)).toMatchObject({
    message: 'The provider for https://contoso.communication.azure.com/sms is not there',
    facts: {
      details: [
        '@axios-keyring/azure-communication is not installed. It serves routes[0] of keyring.config.json.',
      ],
      next: 'Run: npm install @axios-keyring/azure-communication',
    },
  });
});

it.each([
  ['https://communication.azure.com/', absent],
  ['http://contoso.communication.azure.com/', absent],
  ['https://contoso.communication.azure.com.example/', absent],
  [url.href, { ...absent, status: 'loaded' as const }],
  [url.href, { ...absent, baseURLs: ['https://contoso.communication.azure.com'] }],
])('nothing is said of %s where it is not for one', (text, route) => {
  expect(absentFailure([route], new URL(text))).toBeUndefined();
});
