import {
  choice,
  defineProvider,
  identifier,
  integer,
  type OptionsOf,
  secret,
  text,
  toBase64,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { textProblem } from '@axios-keyring/core/engine';
import { explainRefusal, type Login } from './explain-refusal.js';

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
  // The source above calls it "a unique identifier", and says no more of it.
  clientId: identifier({
    optional: true,
    env: 'AVALARA_COMMUNICATIONS_CLIENT_ID',
    description: 'The company, sent as client_id. Needed if the user has access to more than one.',
  }),
  clientProfileId: integer({
    optional: true,
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
export type AvalaraCommunicationsOptions = OptionsOf<typeof avalaraCommunications>;

/**
 * Authenticates requests to AvaTax for Communications (REST v2) with a Customer Portal user.
 *
 * Source: https://developer.avalara.com/communications/dev-guide_rest_v2/getting-started/authentication/
 */
export const avalaraCommunications = defineProvider({
  name: 'avalara-communications',
  environmentPrefix: 'AVALARA_COMMUNICATIONS',
  options,
  requestOptions: {
    clientProfileId: integer({
      optional: true,
      description: 'The client profile of this request, instead of the interceptor’s.',
    }),
  },
  serverOnly: {
    secret: 'the password',
    instead: 'Call Avalara from your server, or through a proxy that adds the password.',
  },
  hosts: Object.values(hosts),
  baseURLs: ({ environment }) => [hosts[environment]],
  authorize: (login) => (request) =>
    whenReady(login.password(request), (password) => {
      const encoded = toBase64(`${login.username}:${password}`);
      return {
        headers: {
          ...(login.scheme === 'basic' ? { Authorization: `Basic ${encoded}` } : { api_key: encoded }),
          ...clientHeaders(login, request),
          // The guide requires it of every call; uploads are multipart and keep their boundary.
          ...(ownType(request) === undefined && { 'Content-Type': 'application/json' }),
        },
      };
    }),
  explainRefusal,
  explain: (login) => (request) => [
    { name: 'username', value: login.username },
    { name: 'password', value: '(secret)' },
    {
      name: login.scheme === 'basic' ? 'Authorization: Basic' : 'api_key',
      value: 'base64 of the UTF-8 of username:password',
    },
    ...Object.entries(clientHeaders(login, request)).map(([name, value]) => ({ name, value })),
    { name: 'Content-Type', value: ownType(request) ?? 'application/json' },
  ],
  // Unlike HealthCheck, which is only there to say that the service is up, it is answered to users alone.
  verify: () => ({ method: 'GET', path: '/api/v2/afc/serviceinfo' }),
});

// None, or what axios and fetch write where nobody chose one.
const defaults = ['', 'application/x-www-form-urlencoded', 'text/plain;charset=UTF-8'];

function ownType({ headers }: WireRequest): string | undefined {
  const type = headers['content-type']?.trim() ?? '';
  return defaults.includes(type) ? undefined : type;
}

function clientHeaders({ clientId, clientProfileId }: Login, request: WireRequest): Record<string, string> {
  const profile = request.options.clientProfileId ?? clientProfileId;
  return {
    ...(clientId !== undefined && { client_id: clientId }),
    ...(profile !== undefined && { client_profile_id: String(profile) }),
  };
}
