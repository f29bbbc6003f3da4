import { defineProvider, type Provider, type ProviderInput, refuseBrowser } from '@axios-keyring/core';
import { smartApiProblem } from '../base-url.js';
import { smartApiOptions, serverOnly } from '../options.js';
import { createAuthorizer, explain } from './authorizer.js';
import { writeFormQuery } from './form-query.js';
import { explainRefusal } from './refusal.js';
import { regions } from './regions.js';

/**
 * The Smart API on the Avanan hosts: every request is signed, and carries a token.
 *
 * Source: the Smart API guide, "API Authentication and Authorization".
 */
export const smartApi: Provider<ProviderInput<typeof smartApiOptions>> = defineProvider({
  name: 'avanan',
  environmentPrefix: 'AVANAN',
  options: smartApiOptions,
  hosts: Object.values(regions).map((baseURL) => new URL(baseURL).origin),
  baseURLs: ({ region }) => [regions[region]],
  baseURLProblem: smartApiProblem,
  prepareURL: writeFormQuery,
  authorize: (options) => {
    refuseBrowser(serverOnly, options.dangerouslyAllowBrowser);
    return createAuthorizer(options);
  },
  explain,
  explainRefusal,
  verify: () => ({ method: 'GET', path: '/v1.0/scopes' }),
});
