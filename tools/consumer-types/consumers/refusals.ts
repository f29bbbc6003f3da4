// What must not compile. Each line that does is an error of the compiler: the remark above it is then unused.
import axios from 'axios';
import { choice, defineProvider, secret, text } from '@axios-keyring/core';
import { avalaraCommunications } from '@axios-keyring/avalara-communications';
import { avanan } from '@axios-keyring/avanan';
import { azureCommunication, azureRecordings, userTokens } from '@axios-keyring/azure-communication';
import { redisTokenStore } from '@axios-keyring/redis';
import { taxjar } from '@axios-keyring/taxjar';
import { startEmulator } from '@axios-keyring/taxjar/emulator';
import { createKeyring, isKeyringError, type KeyringConfig, loadKeyring } from 'axios-keyring';

/** Options of providers. */
export function options(): void {
  // @ts-expect-error An option that there is not.
  taxjar({ apitoken: 'token' });
  // @ts-expect-error A number is no token.
  taxjar({ apiToken: 5 });
  // @ts-expect-error An environment that there is not.
  taxjar({ environment: 'staging' });
  // @ts-expect-error A function has to return a text.
  taxjar({ apiToken: () => 5 });
  // @ts-expect-error A switch is no text.
  taxjar({ dangerouslyAllowPlainHttp: 'yes' });
  // @ts-expect-error A base URL is a text.
  taxjar({ baseURL: new URL('https://tax-proxy.example') });
  // @ts-expect-error It takes one object.
  taxjar('token');
  // @ts-expect-error The options of another provider.
  avalaraCommunications({ apiToken: 'token' });
  // @ts-expect-error A client ID is a text or a number.
  avalaraCommunications({ username: 'user', password: 'password', clientId: true });
  // @ts-expect-error A listener gets events.
  taxjar({ onEvent: (event: string) => event });
}

/** Alternatives, which do not mix. */
export function alternatives(): void {
  // @ts-expect-error A region that there is not.
  avanan({ region: 'mars' });
  // @ts-expect-error The Infinity Portal has no application IDs.
  avanan({ platform: 'infinity', applicationId: 'EU:1', secretKey: 'secret' });
  // @ts-expect-error The Smart API has no client IDs.
  avanan({ platform: 'smart-api', clientId: 'client', accessKey: 'key' });
  // @ts-expect-error The keys of both.
  avanan({ applicationId: 'EU:1', secretKey: 'secret', clientId: 'client', accessKey: 'key' });
  // @ts-expect-error Singapore is a region of the portal only.
  avanan({ applicationId: 'EU:1', secretKey: 'secret', region: 'sg' });
  // @ts-expect-error Either a connection string or an endpoint.
  azureCommunication({ connectionString: 'endpoint=…', endpoint: 'https://a.communication.azure.com' });
  const endpoint = 'https://a.communication.azure.com';
  // @ts-expect-error Either an access key or a user access token.
  azureCommunication({ endpoint, accessKey: 'a2V5', userToken: 'token' });
  // @ts-expect-error A scope that there is not.
  azureCommunication({ connectionString: 'endpoint=…', user: { scopes: ['sms'] } });
  // @ts-expect-error Recordings are not for users.
  azureRecordings({ contentLocation: 'https://storage.asm.skype.com', userToken: 'token' });
  // @ts-expect-error A user cannot issue tokens.
  userTokens({ endpoint: 'https://a.communication.azure.com', userToken: 'token' });
}

/** Keyrings and configs. */
export function keyrings(): void {
  // @ts-expect-error A provider has to be called.
  createKeyring([taxjar]);
  // @ts-expect-error The interceptor of a base URL.
  createKeyring([{ baseURL: 'https://tax-proxy.example', provider: 'taxjar' }]);
  // @ts-expect-error There is no such way.
  createKeyring([taxjar()], { unmatched: 'ignore' });
  // @ts-expect-error A provider has to be called.
  axios.interceptors.request.use(taxjar);
  // @ts-expect-error There is no such option.
  void loadKeyring({ environment: 'production' });
  // @ts-expect-error A profile begins with a dollar sign.
  const misspelt: KeyringConfig = { production: { unmatched: 'refuse' } };
  // @ts-expect-error A route has a provider.
  const withoutProvider: KeyringConfig = { routes: [{ baseURL: 'https://billing.example' }] };
  // @ts-expect-error A key is a text or bytes.
  redisTokenStore({ encryptionKeys: [1] });
  // @ts-expect-error A token is a text.
  void startEmulator({ apiToken: 1 });
  console.log(misspelt, withoutProvider);
}

/** Requests and errors. */
export function requests(error: unknown): void {
  // @ts-expect-error Only false says that there are no credentials.
  void axios.get('/', { keyring: true });
  // @ts-expect-error Each has its type.
  void axios.get('/', { keyring: { clientProfileId: '7' } });
  // @ts-expect-error An option that no provider takes per request.
  void axios.get('/', { keyring: { clientProfile: 7 } });
  // @ts-expect-error Not yet known to be an error of this project.
  console.log(error.provider);
  // @ts-expect-error The option may be absent.
  if (isKeyringError(error)) console.log(error.option.length);
}

/** Providers of one's own. */
export function providers(): void {
  const facts = {
    name: 'billing',
    environmentPrefix: 'BILLING',
    baseURLs: () => ['https://billing.example'],
  };
  const apiToken = secret({ description: 'The token.' });
  defineProvider({
    ...facts,
    options: { apiToken },
    // @ts-expect-error A secret is a function of the request.
    authorize: (resolved) => () => ({ headers: { Authorization: resolved.apiToken } }),
  });
  defineProvider({
    ...facts,
    options: {},
    authorize: (resolved) => {
      // @ts-expect-error An option that was not declared.
      console.log(resolved.apiToken);
      return () => ({});
    },
  });
  defineProvider({
    ...facts,
    options: { apiToken },
    // @ts-expect-error A set of an option that was not declared.
    oneOf: [['apiTokn']],
    authorize: () => () => ({}),
  });
  defineProvider({
    ...facts,
    options: { apiToken, password: secret({ description: 'The password.' }) },
    oneOf: [['apiToken'], ['password']],
    authorize: (resolved) => {
      // @ts-expect-error Only one of the two is there.
      const { length } = resolved.password;
      return () => ({ headers: { 'X-Length': String(length) } });
    },
  });
  const tenant = text({ optional: true, description: 'Whose.' });
  defineProvider({
    ...facts,
    options: { tenant },
    // @ts-expect-error It may be absent.
    authorize: (resolved) => () => ({ headers: { 'X-Tenant': resolved.tenant } }),
  });
  // @ts-expect-error The default is none of the values.
  choice(['eu', 'us'], { description: 'Where.', default: 'mars' });
  // @ts-expect-error A secret has a description.
  secret({ env: 'BILLING_API_TOKEN' });
}
