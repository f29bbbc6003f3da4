import axios, { type AxiosRequestConfig } from 'axios';
import { KeyringError } from '@axios-keyring/core';
import { azureCommunication } from './azure-communication.js';
import { identityVersion } from './issued-token.js';
import { identityIdProblem, type IssuedUser, isIssuedUser, issuedUserProblem } from './issued-user.js';
import { type AzureCommunicationServerOptions } from './options.js';

/** A user access token that was issued, and for whom. */
export interface IssuedToken {
  /** The identity, `8:acs:…`. */
  readonly id: string;
  readonly token: string;
  readonly expiresOn: Date;
}

/** Issues and revokes user access tokens, on a server that has the credentials of the resource. */
export interface UserTokens {
  /** Issues a token for an identity, or for one that is created. */
  issue(user: IssuedUser): Promise<IssuedToken>;
  /** Makes every token of an identity invalid. */
  revoke(id: string): Promise<void>;
  /** Deletes an identity and all that belongs to it. */
  remove(id: string): Promise<void>;
}

interface Answer {
  readonly identity: { readonly id: string };
  readonly accessToken: { readonly token: string; readonly expiresOn: string };
}

/**
 * Makes the functions that issue and revoke user access tokens. They reject with axios errors.
 *
 * Source: https://learn.microsoft.com/rest/api/communication/identity/communication-identity
 *
 * @param config - For the axios instance that they use, for example its agents.
 */
export function userTokens(
  options: AzureCommunicationServerOptions,
  config: AxiosRequestConfig = {},
): UserTokens {
  const interceptor = azureCommunication(options);
  const [baseURL = ''] = interceptor.baseURLs;
  const params = { 'api-version': identityVersion };
  const client = axios.create({ ...config, baseURL, params });
  client.interceptors.request.use(interceptor);
  return {
    issue: async (user) => {
      check(user);
      const { id, scopes, expiresInMinutes } = user;
      if (id === undefined) {
        const { data } = await client.post<Answer>('/identities', {
          createTokenWithScopes: scopes,
          expiresInMinutes,
        });
        return issued(data.identity.id, data.accessToken);
      }
      const path = `${pathOf(id)}/:issueAccessToken`;
      const { data } = await client.post<Answer['accessToken']>(path, { scopes, expiresInMinutes });
      return issued(id, data);
    },
    revoke: async (id) => {
      await client.post(`${pathOf(id)}/:revokeAccessTokens`);
    },
    remove: async (id) => {
      await client.delete(pathOf(id));
    },
  };
}

function issued(id: string, { token, expiresOn }: Answer['accessToken']): IssuedToken {
  return { id, token, expiresOn: new Date(expiresOn) };
}

function pathOf(id: string): string {
  const problem = identityIdProblem(id);
  if (problem !== undefined) throw optionProblem('id', problem);
  return `/identities/${encodeURIComponent(id)}`;
}

function check(user: IssuedUser): void {
  const problem = isIssuedUser(user)
    ? issuedUserProblem(user)
    : 'has to be an object such as { scopes: ["chat"] }';
  if (problem !== undefined) throw optionProblem('user', problem);
}

function optionProblem(option: string, problem: string): KeyringError {
  const message = `${option} ${problem}. Nothing was sent.`;
  return new KeyringError({ code: 'ERR_KEYRING_OPTION', provider: 'azure-communication', option, message });
}
