import {
  choice,
  defineProvider,
  isPromise,
  optionalInteger,
  type Provider,
  type ProviderInput,
  secret,
  text,
  textProblem,
  toBase64,
  type WireRequest,
} from '@axios-keyring/core';
import { requestOptions } from './request-options.js';

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
  clientId: optionalInteger({
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
  baseURLs: ({ environment }) => [hosts[environment]],
  authorize: ({ username, password, scheme, clientId, clientProfileId }) => {
    const headers = (request: WireRequest, secretPassword: string): Record<string, string> => {
      const encoded = toBase64(`${username}:${secretPassword}`);
      const profile = request.options.clientProfileId ?? clientProfileId;
      return {
        ...(scheme === 'basic' ? { Authorization: `Basic ${encoded}` } : { api_key: encoded }),
        ...(clientId !== undefined && { client_id: String(clientId) }),
        ...(profile !== undefined && { client_profile_id: String(profile) }),
        // The guide requires it of every call; uploads are multipart and keep their boundary.
        ...(request.contentType === undefined && { 'Content-Type': 'application/json' }),
      };
    };
    return (request) => {
      const secretPassword = password(request);
      return isPromise(secretPassword)
        ? secretPassword.then((ready) => headers(request, ready))
        : headers(request, secretPassword);
    };
  },
});
