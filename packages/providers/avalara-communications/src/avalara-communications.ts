import {
  choice,
  defineProvider,
  flag,
  optionalIdentifier,
  optionalInteger,
  type Provider,
  type ProviderInput,
  refuseBrowser,
  secret,
  text,
  textProblem,
  whenReady,
} from '@axios-keyring/core';
import { explainRefusal } from './explain-refusal.js';
import { explanationOf } from './explanation.js';
import { headersOf } from './headers.js';
import { requestOptions } from './request-options.js';

// Not beside the request's options: the types of a user's program reach this file, and not that one.
declare module '@axios-keyring/core' {
  interface KeyringRequestOptions {
    /** Avalara Communications: the client profile of this request, instead of the interceptor's. */
    clientProfileId?: number;
  }
}

// https://developer.avalara.com/communications/dev-guide_rest_v2/getting-started/environments-endpoints/
const hosts = {
  production: 'https://communications.avalara.net',
  sandbox: 'https://communicationsua.avalara.net',
} as const;

const options = {
  username: text({
    env: 'AVALARA_COMMUNICATIONS_USERNAME',
    description: 'The Customer Portal user. Sent as it is written; Avalara does not tell case apart.',
    expected: 'a string without a colon',
    // RFC 7617, section 2: the first colon ends the user name, so the rest would be read as the password.
    check: (name) => textProblem(name) ?? (name.includes(':') ? 'contains a colon' : undefined),
  }),
  password: secret({
    env: 'AVALARA_COMMUNICATIONS_PASSWORD',
    description: 'The Customer Portal password, or a function that returns it. Avalara tells case apart.',
    sentAs: 'encoded',
  }),
  // https://developer.avalara.com/communications/dev-guide_rest_v2/getting-started/authentication/ calls it "a unique
  // identifier", and says no more of it.
  clientId: optionalIdentifier({
    env: 'AVALARA_COMMUNICATIONS_CLIENT_ID',
    description: 'The company, sent as client_id. Needed if the user has access to more than one.',
  }),
  clientProfileId: optionalInteger({
    env: 'AVALARA_COMMUNICATIONS_CLIENT_PROFILE_ID',
    description: 'The client profile, sent as client_profile_id. Default: the System Default of Avalara.',
  }),
  environment: choice(['production', 'sandbox'], {
    env: 'AVALARA_COMMUNICATIONS_ENVIRONMENT',
    description: 'Which of the two hosts is called. Each has users of its own.',
    default: 'production',
  }),
  scheme: choice(['basic', 'api_key'], {
    env: 'AVALARA_COMMUNICATIONS_SCHEME',
    description: 'Authorization: Basic, or the api_key header of the guides before 2020. Never both.',
    default: 'basic',
  }),
  dangerouslyAllowBrowser: flag({
    description: 'Works in a browser too, where every visitor can read the password.',
  }),
};

const serverOnly = {
  provider: 'avalara-communications',
  call: 'avalaraCommunications',
  secret: 'the password',
  instead: 'Call Avalara from your server, or through a proxy that adds the password.',
};

/** What {@link avalaraCommunications} takes; what is absent comes from the environment. */
export type AvalaraCommunicationsOptions = ProviderInput<typeof options>;

/**
 * Authenticates requests to AvaTax for Communications (REST v2) with a Customer Portal user.
 *
 * Source: https://developer.avalara.com/communications/dev-guide_rest_v2/getting-started/authentication/
 */
export const avalaraCommunications: Provider<AvalaraCommunicationsOptions> = defineProvider({
  name: 'avalara-communications',
  environmentPrefix: 'AVALARA_COMMUNICATIONS',
  options,
  requestOptions,
  hosts: Object.values(hosts),
  baseURLs: ({ environment }) => [hosts[environment]],
  authorize: ({ dangerouslyAllowBrowser, ...login }) => {
    refuseBrowser(serverOnly, dangerouslyAllowBrowser);
    return (request) => whenReady(login.password(request), (password) => headersOf(login, request, password));
  },
  explainRefusal,
  explain: (login) => (request) => explanationOf(login, request),
  // Unlike HealthCheck, which is only there to say that the service is up, it is answered to users alone.
  verify: () => ({ method: 'GET', path: '/api/v2/afc/serviceinfo' }),
});
