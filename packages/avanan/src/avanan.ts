import { choice, defineProvider, type Provider, type ProviderInput, secret, text } from '@axios-keyring/core';
import { createAuthorizer } from './authorizer.js';
import { writeFormQuery } from './form-query.js';
import { regionNames, regions } from './regions.js';

const options = {
  region: choice(regionNames, {
    env: 'AVANAN_REGION',
    description: 'The region of the tenant. Each region has API keys of its own.',
    default: 'us',
  }),
  applicationId: text({
    env: 'AVANAN_APPLICATION_ID',
    description: 'The application id of the API key, sent as it is written.',
  }),
  secretKey: secret({
    env: 'AVANAN_SECRET_KEY',
    description: 'The secret key of the API key, or a function that returns it. Never sent, only hashed.',
    sentAs: 'encoded',
  }),
  dateFormat: choice(['utc', 'utc-z'], {
    env: 'AVANAN_DATE_FORMAT',
    description: 'utc leaves the zone out, as the live API wants it; utc-z is the documented form.',
    default: 'utc',
  }),
};

/** What {@link avanan} takes; what is absent comes from the environment. */
export type AvananOptions = ProviderInput<typeof options>;

/**
 * Signs requests to the Avanan (Check Point Harmony Email & Collaboration) Smart API, and fetches and renews the
 * token that they carry.
 *
 * Source: the Smart API guide, "API Authentication and Authorization".
 */
export const avanan: Provider<AvananOptions> = defineProvider({
  name: 'avanan',
  environmentPrefix: 'AVANAN',
  options,
  baseURLs: ({ region }) => [regions[region]],
  baseURLProblem: ({ path }) =>
    path === '' || path === '/v1.0'
      ? undefined
      : 'has a path, but the signature covers the path, /v1.0 first',
  prepareURL: writeFormQuery,
  authorize: createAuthorizer,
});
