import {
  choice,
  defineProvider,
  flag,
  optionalInteger,
  optionalText,
  type Provider,
  type ProviderInput,
  refuseBrowser,
  secret,
  whenReady,
} from '@axios-keyring/core';
import { refuseOutsideCalculations } from './calculations-scope.js';
import { explainRefusal } from './explain-refusal.js';
import { merchantToken } from './merchant-token.js';

// https://developers.taxjar.com/api/reference/#sandbox-environment
const hosts = { production: 'https://api.taxjar.com', sandbox: 'https://api.sandbox.taxjar.com' } as const;

const options = {
  apiToken: secret({
    env: 'TAXJAR_API_TOKEN',
    description: 'The TaxJar API token of the account, or a function that returns the merchant’s.',
    check: (token) => (/["\s]/.test(token) ? 'contains white space or a quotation mark' : undefined),
  }),
  environment: choice(['production', 'sandbox'], {
    env: 'TAXJAR_ENVIRONMENT',
    description: 'Which of the two API hosts is called. Each has API tokens of its own.',
    default: 'production',
  }),
  apiVersion: optionalText({
    env: 'TAXJAR_API_VERSION',
    description: 'The dated version of the API, sent as x-api-version. Default: the account’s own.',
    expected: 'a date such as 2022-01-24',
    check: (version) =>
      /^\d{4}-\d{2}-\d{2}$/.test(version) ? undefined : 'has to be a date such as 2022-01-24',
  }),
  scheme: choice(['bearer', 'token'], {
    env: 'TAXJAR_SCHEME',
    description: 'How the API token is written: Bearer … or Token token="…".',
    default: 'bearer',
  }),
  scope: choice(['all', 'calculations'], {
    env: 'TAXJAR_SCOPE',
    description: 'What the API token is for: calculations, where one is used for all merchants, or all.',
    default: 'all',
  }),
  bufferStreams: optionalInteger({
    description:
      'How many bytes of a streamed body are read into memory in the scope calculations. Default: 1,000,000.',
    minimum: 1,
  }),
  dangerouslyAllowBrowser: flag({
    description: 'Works in a browser too, where every visitor can read the API token.',
  }),
};

// Far more than an order with hundreds of line items takes.
const defaultStreamLimit = 1_000_000;

// "Never expose a TaxJar API token in a frontend AJAX request":
// https://developers.taxjar.com/integrations/authentication/#api-guidelines
const serverOnly = {
  provider: 'taxjar',
  call: 'taxjar',
  secret: 'the API token',
  instead: 'Call TaxJar from your server, or through a proxy that adds the API token.',
};

/** What {@link taxjar} takes; what is absent comes from the environment. */
export type TaxjarOptions = ProviderInput<typeof options>;

/**
 * Authenticates requests to the TaxJar API with an API token.
 *
 * Source: https://developers.taxjar.com/api/reference/#authentication
 */
export const taxjar: Provider<TaxjarOptions> = defineProvider({
  name: 'taxjar',
  environmentPrefix: 'TAXJAR',
  options,
  hosts: Object.values(hosts),
  baseURLs: ({ environment }) => [hosts[environment]],
  authorize: ({ apiToken, scheme, apiVersion, scope, dangerouslyAllowBrowser }) => {
    refuseBrowser(serverOnly, dangerouslyAllowBrowser);
    const tokenOf = merchantToken(apiToken);
    return (request) => {
      if (scope === 'calculations') refuseOutsideCalculations(request);
      return whenReady(tokenOf(request), (token) => ({
        Authorization: authorization(scheme, token),
        ...(apiVersion !== undefined && { 'x-api-version': apiVersion }),
      }));
    };
  },
  // Nothing is signed. It lets the scope look into the body of a calculation, and costs the others nothing.
  bodySigning: ({ scope, bufferStreams = defaultStreamLimit }) =>
    scope === 'calculations' ? { streamLimit: bufferStreams } : undefined,
  explainRefusal,
  explain:
    ({ scheme, apiVersion }) =>
    () => [
      { name: 'Authorization', value: authorization(scheme, '(API token)') },
      ...(apiVersion === undefined ? [] : [{ name: 'x-api-version', value: apiVersion }]),
    ],
  // https://developers.taxjar.com/integrations/authentication/#api-guidelines
  verify: () => ({ method: 'GET', path: '/v2/categories' }),
});

function authorization(scheme: 'bearer' | 'token', token: string): string {
  return scheme === 'bearer' ? `Bearer ${token}` : `Token token="${token}"`;
}
