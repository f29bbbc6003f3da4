import axios, { type AxiosAdapter } from 'axios';
import { type RecordedRequest, startEmulator, startServer, type TestServer } from '@axios-keyring/testing';
import { startUsualStandIns } from './usual-stand-ins.js';

/** Servers that stand in for the hosts that examples name. */
export interface StandIns {
  /** What the examples find in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** An adapter that takes each request, as it is, to the server that stands in for its host. */
  readonly adapter: AxiosAdapter;
  /** All requests that arrived since the last call. */
  takeRequests(): readonly RecordedRequest[];
  close(): Promise<void>;
}

const azureHost = 'contoso.communication.azure.com';

/** Starts the emulators of all vendors, and a server that answers every other host of an example. */
export async function startStandIns(): Promise<StandIns> {
  const [taxjar, avalara, avanan, azure, usual, other] = await Promise.all([
    startEmulator('taxjar'),
    startEmulator('avalara-communications'),
    startEmulator('avanan'),
    startEmulator('azure-communication', { host: azureHost }),
    startUsualStandIns(['taxjar', 'avalara-communications', 'avanan', 'azure-communication']),
    startServer(({ target }, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ target, access_token: 'a-token', expires_in: 3600 }));
    }),
  ]);
  const servers: readonly (readonly [host: RegExp, server: TestServer])[] = [
    [/^api(\.sandbox)?\.taxjar\.com$/, taxjar],
    [/^communications(ua)?\.avalara\.net$/, avalara],
    [/^smart-api-production-\d-\w+\.avanan\.net$|^cloudinfra-gw\S*\.portal\.checkpoint\.com$/, avanan],
    [/^contoso\.communication\.azure\.com$/, azure],
    ...usual.servers,
    [/\.(example|internal)$/, other],
  ];
  const seen = new Map(servers.map(([, server]) => [server, 0]));

  return {
    environment: {
      ...usual.environment,
      TAXJAR_API_TOKEN: taxjar.credentials.apiToken,
      AVALARA_COMMUNICATIONS_USERNAME: avalara.credentials.username,
      AVALARA_COMMUNICATIONS_PASSWORD: avalara.credentials.password,
      AVANAN_APPLICATION_ID: avanan.credentials.applicationId,
      AVANAN_SECRET_KEY: avanan.credentials.secretKey,
      AVANAN_CLIENT_ID: avanan.portalCredentials.clientId,
      AVANAN_ACCESS_KEY: avanan.portalCredentials.accessKey,
      AVANAN_EU_APPLICATION_ID: avanan.credentials.applicationId,
      AVANAN_EU_SECRET_KEY: avanan.credentials.secretKey,
      COMMUNICATION_SERVICES_CONNECTION_STRING: `endpoint=https://${azureHost}/;accesskey=${azure.credentials.accessKey}`,
      CHAT_USER_TOKEN: azure.credentials.userTokens[0] ?? '',
      BILLING_API_TOKEN: 'a-token-of-the-example',
      BILLING_CLIENT_SECRET: 'a-secret-of-the-example',
    },
    adapter: (config) => {
      const url = new URL(axios.getUri(config));
      const send = axios.getAdapter('http');
      // A server that the example brought.
      if (url.hostname === '127.0.0.1') return send(config);
      const server = servers.find(([host]) => host.test(url.host))?.[1];
      if (url.protocol !== 'https:' || !server) throw new Error(`No server stands in for ${url.origin}.`);
      const moved = server.url + url.pathname + url.search;
      return send({ ...config, url: moved, baseURL: '', params: undefined });
    },
    takeRequests: () =>
      servers.flatMap(([, server]) => {
        const taken = server.requests.slice(seen.get(server));
        seen.set(server, server.requests.length);
        return taken;
      }),
    close: async () => {
      await Promise.all(servers.map(([, server]) => server.close()));
    },
  };
}
