import {
  choice,
  defineProvider,
  integer,
  type OptionsOf,
  secret,
  text,
  whenReady,
} from '@axios-keyring/core';
import { refuseOutsideCalculations } from './calculations-scope.js';
import { explainRefusal } from './explain-refusal.js';

// https://developers.taxjar.com/api/reference/#sandbox-environment
const hosts = { production: 'https://api.taxjar.com', sandbox: 'https://api.sandbox.taxjar.com' } as const;

// Far more than an order with hundreds of line items takes.
const defaultStreamLimit = 1_000_000;

/** What {@link taxjar} takes; what is absent comes from the environment. */
export type TaxjarOptions = OptionsOf<typeof taxjar>;

/**
 * Authenticates requests to the TaxJar API with an API token.
 *
 * Source: https://developers.taxjar.com/api/reference/#authentication
 */
export const taxjar = defineProvider({
  name: 'taxjar',
  environmentPrefix: 'TAXJAR',
  options: {
    apiToken: secret({
      env: 'TAXJAR_API_TOKEN',
      description: 'The TaxJar API token of the account, or a function that returns the merchant’s.',
      check: (token) => (/["\s]/.test(token) ? 'contains white space or a quotation mark' : undefined),
      // https://developers.taxjar.com/integrations/authentication/#testing-guidelines
      advice:
        'Return the API token of the merchant that the request is for. For a merchant without one, do not call ' +
        'TaxJar: ask for it first (https://app.taxjar.com/api_sign_up).',
    }),
    environment: choice(['production', 'sandbox'], {
      env: 'TAXJAR_ENVIRONMENT',
      description: 'Which of the two API hosts is called. Each has API tokens of its own.',
      default: 'production',
    }),
    apiVersion: text({
      optional: true,
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
    bufferStreams: integer({
      optional: true,
      description:
        'How many bytes of a streamed body are read into memory in the scope calculations. Default: 1,000,000.',
      minimum: 1,
    }),
  },
  // "Never expose a TaxJar API token in a frontend AJAX request":
  // https://developers.taxjar.com/integrations/authentication/#api-guidelines
  serverOnly: {
    secret: 'the API token',
    instead: 'Call TaxJar from your server, or through a proxy that adds the API token.',
  },
  hosts: Object.values(hosts),
  baseURLs: ({ environment }) => [hosts[environment]],
  authorize: (options) => (request) => {
    if (options.scope === 'calculations') refuseOutsideCalculations(request);
    return whenReady(options.apiToken(request), (token) => ({ headers: headersOf(options, token) }));
  },
  // Nothing is signed. It lets the scope look into the body of a calculation, and costs the others nothing.
  body: ({ scope, bufferStreams = defaultStreamLimit }) =>
    scope === 'calculations' ? { access: 'read', streamLimit: bufferStreams } : undefined,
  explainRefusal,
  explain: (options) => () =>
    Object.entries(headersOf(options, '(API token)')).map(([name, value]) => ({ name, value })),
  // https://developers.taxjar.com/integrations/authentication/#api-guidelines
  verify: () => ({ method: 'GET', path: '/v2/categories' }),
});

/** How the headers are written. */
interface Writing {
  readonly scheme: 'bearer' | 'token';
  readonly apiVersion: string | undefined;
}

function headersOf({ scheme, apiVersion }: Writing, token: string): Record<string, string> {
  return {
    Authorization: scheme === 'bearer' ? `Bearer ${token}` : `Token token="${token}"`,
    ...(apiVersion !== undefined && { 'x-api-version': apiVersion }),
  };
}
