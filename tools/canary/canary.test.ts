import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import http from 'node:http';
import { inspect } from 'node:util';
import { avalaraCommunications } from '@axios-keyring/avalara-communications';
import { avanan } from '@axios-keyring/avanan';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { type KeyringEvent, type KeyringInterceptor } from '@axios-keyring/core';
import { taxjar } from '@axios-keyring/taxjar';
import { findText, startServer, type TestServer } from '@axios-keyring/testing';
import { createKeyring } from 'axios-keyring';

// One text that no log may contain, in every secret of every provider and in every token that is fetched.
const canary = 'Q2FuYXJ5Q2FuYXJ5';
const fetchedToken = `${canary}.${canary}.${canary}`;
const common = (
  baseURL: string,
  onEvent: (event: KeyringEvent) => void,
): { baseURL: string; onEvent: typeof onEvent } => ({
  baseURL,
  onEvent,
});

type Provide = (baseURL: string, onEvent: (event: KeyringEvent) => void) => KeyringInterceptor;

/** Each provider in each of its ways, with what else would give the secret away. */
const ways: readonly (readonly [name: string, provide: Provide, derived?: string])[] = [
  ['taxjar', (url, event) => taxjar({ apiToken: canary, ...common(url, event) })],
  [
    'taxjar in the Token form',
    (url, event) => taxjar({ apiToken: canary, scheme: 'token', ...common(url, event) }),
  ],
  ['taxjar with a function', (url, event) => taxjar({ apiToken: () => canary, ...common(url, event) })],
  [
    'avalara-communications',
    (url, event) => avalaraCommunications({ username: 'user', password: canary, ...common(url, event) }),
    Buffer.from(`user:${canary}`).toString('base64'),
  ],
  [
    'avalara-communications with api_key',
    (url, event) =>
      avalaraCommunications({ username: 'user', password: canary, scheme: 'api_key', ...common(url, event) }),
    Buffer.from(`user:${canary}`).toString('base64'),
  ],
  ['avanan', (url, event) => avanan({ applicationId: 'app', secretKey: canary, ...common(url, event) })],
  [
    'avanan on the Infinity Portal',
    (url, event) =>
      avanan({ platform: 'infinity', clientId: 'id', accessKey: canary, ...common(url, event) }),
  ],
  [
    'azure-communication with two access keys',
    (url, onEvent) => azureCommunication({ endpoint: url, accessKey: [canary, `${canary}AAAA`], onEvent }),
    'Signature=',
  ],
  [
    'azure-communication with a function for user tokens',
    (url, onEvent) =>
      azureCommunication({
        endpoint: url,
        userToken: ({ method }) => (method === '' ? '' : canary),
        onEvent,
      }),
  ],
  [
    'azure-communication with Microsoft Entra ID',
    (url, onEvent) =>
      azureCommunication({
        endpoint: url,
        tokenCredential: {
          getToken: () => Promise.resolve({ token: canary, expiresOnTimestamp: Date.now() + 3_600_000 }),
        },
        onEvent,
      }),
  ],
  [
    'azure-communication with tokens that it issues',
    (url, onEvent) =>
      azureCommunication({ endpoint: url, accessKey: canary, user: { scopes: ['chat'] }, onEvent }),
    fetchedToken,
  ],
  [
    'azure-communication with an access key',
    (url, onEvent) => azureCommunication({ endpoint: url, accessKey: canary, onEvent }),
    'Signature=',
  ],
  [
    'azure-communication with a connection string',
    (url, onEvent) =>
      azureCommunication({ connectionString: `endpoint=${url};accesskey=${canary}`, onEvent }),
    'Signature=',
  ],
  [
    'azure-communication with a user token',
    (url, onEvent) => azureCommunication({ endpoint: url, userToken: canary, onEvent }),
  ],
];

const outcomes: readonly (readonly [name: string, config: AxiosRequestConfig])[] = [
  ['success', { url: '/v1.0/200' }],
  ['success with a body', { url: '/v1.0/200', method: 'post', data: { a: 1 } }],
  ['401', { url: '/v1.0/401' }],
  ['403', { url: '/v1.0/403' }],
  ['500', { url: '/v1.0/500' }],
  ['a reset connection', { url: '/v1.0/reset' }],
  ['a timeout', { url: '/v1.0/hang', timeout: 200 }],
  ['a redirect', { url: '/v1.0/302' }],
  ['a redirect to a stranger', { url: '/v1.0/away' }],
  [
    'a stream that cannot be signed',
    { url: '/v1.0/200', method: 'post', data: new Blob([]).stream(), adapter: 'http' },
  ],
];

let server: TestServer;
let exchangeFails: boolean;

beforeEach(async () => {
  exchangeFails = false;
  server = await startServer(({ target }, response) => {
    if (target === '/auth/external') {
      response.statusCode = exchangeFails ? 401 : 200;
      response.end(
        JSON.stringify({ success: !exchangeFails, data: { token: fetchedToken, expiresIn: 3_600 } }),
      );
    } else if (target.startsWith('/identities')) {
      response.statusCode = exchangeFails ? 401 : 201;
      const accessToken = { token: fetchedToken, expiresOn: new Date(Date.now() + 3_600_000).toISOString() };
      response.end(JSON.stringify({ identity: { id: '8:acs:1' }, accessToken }));
    } else if (target === '/v1.0/auth') {
      response.statusCode = exchangeFails ? 403 : 200;
      response.end(exchangeFails ? 'Forbidden' : fetchedToken);
    } else if (target.endsWith('/reset')) response.destroy();
    else if (target.endsWith('/302')) response.writeHead(302, { location: '/v1.0/200' }).end();
    else if (target.endsWith('/away')) response.writeHead(302, { location: 'http://localhost:9999/' }).end();
    else if (!target.endsWith('/hang')) {
      response.statusCode = Number(target.slice(-3));
      response.end('answer');
    }
  });
});

afterEach(() => server.close());

describe.each(ways)('%s', (_name, provide, derived = canary) => {
  function expectSilence(...values: unknown[]): void {
    for (const secret of new Set([canary, derived])) expect(findText(values, secret)).toEqual([]);
    const printed = inspect(values, { depth: 6, showHidden: true });
    for (const secret of [canary, derived]) expect(printed).not.toContain(secret);
  }

  describe.each(['http', 'fetch'])('over the %s adapter', (adapter) => {
    it.each(outcomes)('keeps its secrets to itself after %s', async (_outcome, config) => {
      const events: KeyringEvent[] = [];
      const httpAgent = new http.Agent({ keepAlive: true });
      const interceptor = provide(server.url, (event) => events.push(event));
      const [baseURL] = interceptor.baseURLs;
      const client = axios.create({ adapter, httpAgent, ...(baseURL !== undefined && { baseURL }) });
      client.interceptors.request.use(interceptor);

      const result = await outcomeOf(client, config);
      // Where nothing was authorized, nothing could leak.
      if (!('adapter' in config)) expect(events.map(({ type }) => type)).toContain('authorized');

      expectSilence(result, events, interceptor, client.defaults);
      if (axios.isAxiosError(result)) expect(JSON.stringify(result)).not.toContain(canary);
      httpAgent.destroy();
    });
  });

  it('keeps its secrets to itself when a token cannot be had', async () => {
    exchangeFails = true;
    const client = axios.create({ baseURL: server.url });
    client.interceptors.request.use(createKeyring([provide(server.url, () => undefined)]));

    expectSilence(await outcomeOf(client, { url: '/v1.0/200' }));
  });
});

async function outcomeOf(client: AxiosInstance, config: AxiosRequestConfig): Promise<unknown> {
  return client.request(config).catch((error: unknown) => error);
}
