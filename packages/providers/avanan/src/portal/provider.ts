import { defineProvider, type Provider, type ProviderInput, refuseBrowser } from '@axios-keyring/core';
import { portalProblem } from '../base-url.js';
import { portalOptions, serverOnly } from '../options.js';
import { createAuthorizer } from './authorizer.js';
import { explainRefusal } from './refusal.js';
import { portalHosts } from './regions.js';

/**
 * The same API on the Infinity Portal: requests carry a token, and nothing is signed.
 *
 * Source: the Harmony Email & Collaboration API reference, "Authentication".
 */
export const portal: Provider<ProviderInput<typeof portalOptions>> = defineProvider({
  name: 'avanan',
  environmentPrefix: 'AVANAN',
  options: portalOptions,
  hosts: Object.values(portalHosts),
  baseURLs: ({ region }) => [`${portalHosts[region]}/app/hec-api`],
  baseURLProblem: portalProblem,
  authorize: (options) => {
    refuseBrowser(serverOnly, options.dangerouslyAllowBrowser);
    return createAuthorizer(options);
  },
  explainRefusal: () => explainRefusal,
  verify: () => ({ method: 'GET', path: '/app/hec-api/v1.0/scopes' }),
});
