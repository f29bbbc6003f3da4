import axios, { type AxiosResponse } from 'axios';
import { avalaraCommunications } from '@axios-keyring/avalara-communications';
import { startEmulator as startAvalaraCommunications } from '@axios-keyring/avalara-communications/emulator';
import { avanan } from '@axios-keyring/avanan';
import { startEmulator as startAvanan } from '@axios-keyring/avanan/emulator';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { startEmulator as startAzureCommunication } from '@axios-keyring/azure-communication/emulator';
import { taxjar } from '@axios-keyring/taxjar';
import { startEmulator as startTaxjar } from '@axios-keyring/taxjar/emulator';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { createKeyring, type Keyring } from 'axios-keyring';
import { addedHeaders, lastRequest } from './added-headers.js';
import { demoRequests, type DemoRequest } from './demo-requests.js';
import { formatTable } from './format-table.js';

const columns = ['request', 'route', 'added on the way out (values masked)', 'status'] as const;

/**
 * Starts the four emulators and a server of nobody's, sends requests to all of them through one axios instance
 * with a keyring, and prints what happened.
 *
 * @returns How many answers were not the expected ones.
 */
export async function runDemo(
  print: (line: string) => void,
  requests: readonly DemoRequest[] = demoRequests,
): Promise<number> {
  const servers = await startServers();
  try {
    const keyring = composeKeyring(servers);
    const client = axios.create({ timeout: 5_000, validateStatus: null });
    client.interceptors.request.use(keyring);
    print('Emulators of the four APIs run on loopback and check every credential as the vendors do.\n');
    const rows: string[][] = [];
    let failures = 0;
    for (const request of requests) {
      const server = servers[request.server];
      const response = await client.request({ ...request.config, url: server.url + request.path });
      const problem = problemOf(request, response, server);
      if (problem !== undefined) failures += 1;
      rows.push(describe(request, response, server, keyring, problem));
    }
    print(formatTable(columns, rows));
    const exchanges = servers.avanan.requests.filter(({ target }) => target === '/v1.0/auth').length;
    print(
      `\nToken exchanges with Avanan: ${exchanges}. Answers that were not the expected ones: ${failures}.`,
    );
    return failures;
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.close()));
  }
}

type Servers = Awaited<ReturnType<typeof startServers>>;

async function startServers() {
  const [tax, telecom, mail, communication, stranger] = await Promise.all([
    startTaxjar(),
    startAvalaraCommunications({ clientId: 1234 }),
    startAvanan(),
    startAzureCommunication(),
    startServer((_request, response) => {
      response.end('no credentials, please');
    }),
  ]);
  return {
    taxjar: tax,
    'avalara-communications': telecom,
    avanan: mail,
    'azure-communication': communication,
    stranger,
  };
}

function composeKeyring(servers: Servers): Keyring {
  const {
    taxjar: tax,
    'avalara-communications': telecom,
    avanan: mail,
    'azure-communication': azure,
  } = servers;
  const { username, password } = telecom.credentials;
  return createKeyring([
    taxjar({ ...tax.credentials, baseURL: tax.url }),
    avalaraCommunications({ username, password, clientId: 1234, baseURL: telecom.url }),
    avanan({ ...mail.credentials, baseURL: mail.url }),
    azureCommunication({ endpoint: azure.url, accessKey: azure.credentials.accessKey }),
  ]);
}

function problemOf(request: DemoRequest, response: AxiosResponse, server: TestServer): string | undefined {
  if (response.status !== request.expectedStatus) return `expected ${request.expectedStatus}`;
  const added = addedHeaders(lastRequest(server), response.config.headers);
  return added.length > 0 === (request.server !== 'stranger') ? undefined : 'unexpected credentials';
}

function describe(
  request: DemoRequest,
  response: AxiosResponse,
  server: TestServer,
  keyring: Keyring,
  problem: string | undefined,
): string[] {
  const sent = lastRequest(server);
  const route = keyring.match(server.url + sent.target)?.provider ?? 'none';
  const added = addedHeaders(sent, response.config.headers).join('\n') || 'nothing';
  const refusal = sent.refusal === undefined ? '' : `\n${sent.refusal}`;
  const status = `${response.status}${problem === undefined ? '' : `  ✗ ${problem}`}${refusal}`;
  return [`${sent.method} ${server.url}\n${sent.target}`, route, added, status];
}
