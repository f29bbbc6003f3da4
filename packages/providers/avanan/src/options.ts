import {
  choice,
  flag,
  optionalSecret,
  optionalText,
  optionalTokenStore,
  secret,
  text,
} from '@axios-keyring/core';
import { portalRegionNames } from './portal/regions.js';
import { regionNames } from './smart-api/regions.js';

/** The two generations of the API. */
export type Platform = 'smart-api' | 'infinity';

const platform = choice(['smart-api', 'infinity'], {
  env: 'AVANAN_PLATFORM',
  description: 'smart-api signs requests to the Avanan hosts; infinity is the Infinity Portal.',
  default: 'smart-api',
});

const region = {
  env: 'AVANAN_REGION',
  description: 'The region of the tenant. Each region has API keys of its own.',
  default: 'us',
} as const;

const applicationId = {
  env: 'AVANAN_APPLICATION_ID',
  description: 'Smart API: the application id of the API key, sent as it is written.',
};

const secretKey = {
  env: 'AVANAN_SECRET_KEY',
  description: 'Smart API: the secret key, or a function that returns it. Never sent, only hashed.',
  sentAs: 'encoded',
} as const;

const clientId = {
  env: 'AVANAN_CLIENT_ID',
  description: 'Infinity Portal: the client id of the API key.',
};

const accessKey = {
  env: 'AVANAN_ACCESS_KEY',
  description: 'Infinity Portal: the access key, or a function that returns it. Sent only to fetch a token.',
  sentAs: 'encoded',
} as const;

const dateFormat = choice(['utc', 'utc-z'], {
  env: 'AVANAN_DATE_FORMAT',
  description: 'Smart API: utc leaves the zone out, as the live API wants it; utc-z is the documented form.',
  default: 'utc',
});

const tokenStore = optionalTokenStore();

const dangerouslyAllowBrowser = flag({
  description: 'Works in a browser too, where every visitor can read the key.',
});

/** The keys of both platforms, as the refusal to work in a browser names them. */
export const serverOnly = {
  provider: 'avanan',
  call: 'avanan',
  secret: 'the key',
  instead: 'Call Avanan from your server.',
};

/** What the Smart API takes. */
export const smartApiOptions = {
  platform,
  region: choice(regionNames, region),
  applicationId: text(applicationId),
  secretKey: secret(secretKey),
  dateFormat,
  tokenStore,
  dangerouslyAllowBrowser,
};

/** What the Infinity Portal takes. */
export const portalOptions = {
  platform,
  region: choice(portalRegionNames, region),
  clientId: text(clientId),
  accessKey: secret(accessKey),
  tokenStore,
  dangerouslyAllowBrowser,
};

/** Both together, as a table or a schema shows them: what only one platform takes may be absent. */
export const allOptions = {
  platform,
  region: portalOptions.region,
  applicationId: optionalText(applicationId),
  secretKey: optionalSecret(secretKey),
  clientId: optionalText(clientId),
  accessKey: optionalSecret(accessKey),
  dateFormat,
  tokenStore,
  dangerouslyAllowBrowser,
};
