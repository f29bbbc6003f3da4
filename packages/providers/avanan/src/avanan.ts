import {
  choice,
  defineProvider,
  type Provider,
  type ProviderInput,
  secret,
  text,
  tokenStore,
} from '@axios-keyring/core';
import { createAuthorizer } from './authorizer.js';
import { portalProblem, smartApiProblem, understandBaseURL } from './base-url.js';
import { formQuery } from './form-query.js';
import { portal, portalHosts } from './portal.js';
import { portalReasons, smartApiReasons } from './refusal.js';
import { explain, smartApi, smartApiURLOf, smartApiURLs } from './smart-api.js';

const options = {
  platform: choice(['smart-api', 'infinity'], {
    env: 'AVANAN_PLATFORM',
    description: 'smart-api signs requests to the Avanan hosts; infinity is the Infinity Portal.',
    default: 'smart-api',
  }),
  region: choice(['us', 'eu', 'ca', 'au', 'uk', 'in', 'uae', 'sg'], {
    env: 'AVANAN_REGION',
    description: 'The region of the tenant. Each region has API keys of its own.',
    default: 'us',
  }),
  applicationId: text({
    env: 'AVANAN_APPLICATION_ID',
    description: 'Smart API: the application id of the API key, sent as it is written.',
  }),
  secretKey: secret({
    env: 'AVANAN_SECRET_KEY',
    description: 'Smart API: the secret key, or a function that returns it. Never sent, only hashed.',
    sentAs: 'encoded',
  }),
  clientId: text({
    env: 'AVANAN_CLIENT_ID',
    description: 'Infinity Portal: the client id of the API key.',
  }),
  accessKey: secret({
    env: 'AVANAN_ACCESS_KEY',
    description:
      'Infinity Portal: the access key, or a function that returns it. Sent only to fetch a token.',
    sentAs: 'encoded',
  }),
  dateFormat: choice(['utc', 'utc-z'], {
    env: 'AVANAN_DATE_FORMAT',
    description:
      'Smart API: utc leaves the zone out, as the live API wants it; utc-z is the documented form.',
    default: 'utc',
  }),
  tokenStore: tokenStore(),
};

/** The key says which platform is meant, unless the option does. */
const oneOf = {
  platform: {
    'smart-api': ['applicationId', 'secretKey', 'dateFormat'],
    infinity: ['clientId', 'accessKey'],
  },
} as const;

type Given = ProviderInput<typeof options, typeof oneOf>;

/** What {@link avanan} takes for the Smart API on the Avanan hosts. */
export type SmartApiOptions = Extract<Given, { readonly platform?: 'smart-api' | undefined }> & {
  readonly region?: keyof typeof smartApiURLs | undefined;
};

/** What {@link avanan} takes for the Infinity Portal. */
export type InfinityOptions = Extract<Given, { readonly platform?: 'infinity' | undefined }>;

/** What {@link avanan} takes; what is absent comes from the environment. */
export type AvananOptions = SmartApiOptions | InfinityOptions;

/**
 * Authenticates requests to the API of Avanan (Check Point Harmony Email & Collaboration), on either of its two
 * platforms, and fetches and renews the token that they carry.
 *
 * Sources: the Smart API guide, "API Authentication and Authorization"; the Harmony Email & Collaboration API reference,
 * "Authentication".
 */
export const avanan: Provider<AvananOptions> = defineProvider({
  name: 'avanan',
  environmentPrefix: 'AVANAN',
  options,
  oneOf,
  serverOnly: { secret: 'the key', instead: 'Call Avanan from your server.' },
  hosts: [...Object.values(smartApiURLs).map((url) => new URL(url).origin), ...Object.values(portalHosts)],
  baseURLs: ({ platform, region }) => [
    platform === 'infinity' ? `${portalHosts[region]}/app/hec-api` : smartApiURLOf(region),
  ],
  readBaseURL: (written, { platform }) => understandBaseURL(written, platform),
  baseURLProblem: (baseURL, { platform }) =>
    platform === 'infinity' ? portalProblem(baseURL) : smartApiProblem(baseURL),
  rewriteQuery: ({ search }, { platform }) => (platform === 'smart-api' ? formQuery(search) : search),
  authorize: (given) =>
    createAuthorizer(given.platform === 'infinity' ? portal(given) : smartApi(given), given.tokenStore),
  explain: (given) => (request) => (given.platform === 'infinity' ? [] : explain(given, request)),
  explainRefusal: ({ platform, dateFormat }) =>
    platform === 'infinity' ? portalReasons : smartApiReasons(dateFormat),
  verify: ({ platform }) => ({
    method: 'GET',
    path: platform === 'infinity' ? '/app/hec-api/v1.0/scopes' : '/v1.0/scopes',
  }),
});
