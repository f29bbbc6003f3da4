import {
  choice,
  defineProvider,
  optionalText,
  type Provider,
  type ProviderInput,
  secret,
  whenReady,
} from '@axios-keyring/core';

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
  baseURLs: ({ environment }) => [hosts[environment]],
  authorize:
    ({ apiToken, scheme, apiVersion }) =>
    (request) =>
      whenReady(apiToken(request), (token) => ({
        Authorization: scheme === 'bearer' ? `Bearer ${token}` : `Token token="${token}"`,
        ...(apiVersion !== undefined && { 'x-api-version': apiVersion }),
      })),
});
