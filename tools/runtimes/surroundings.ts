import { type OutgoingHttpHeaders, request as send } from 'node:http';
import { startEmulator as startAvalaraCommunications } from '@axios-keyring/avalara-communications/emulator';
import { startEmulator as startAvanan } from '@axios-keyring/avanan/emulator';
import { startEmulator as startAzureCommunication } from '@axios-keyring/azure-communication/emulator';
import { startEmulator as startTaxjar } from '@axios-keyring/taxjar/emulator';
import { type Fault, type RequestHandler, startServer, type TestServer } from '@axios-keyring/testing';
import * as v from 'valibot';
import { makeIssuer } from '../../packages/core/src/fixtures/certificates.js';
import { startMutualTls } from '../../packages/core/src/fixtures/mutual-tls.js';

/** The names that axios has for its own adapters. */
export type Adapter = 'http' | 'fetch' | 'xhr';

/** What the smoke suite finds: addresses on this machine, and what the APIs there accept. */
export type World = Awaited<ReturnType<typeof startServers>>['world'];

/** A request as a server received it; the names of its headers are in lower case. */
export type Received = ReturnType<typeof receivedBy>[number];

const report = v.array(v.object({ name: v.string(), problem: v.exactOptional(v.string()) }));

/** What came of a check; without a problem, all was as it has to be. */
export type CheckResult = Readonly<v.InferOutput<typeof report>[number]>;

/** The servers that the smoke suite works with, and the one that tells it of them. */
export interface Surroundings {
  /** The address of the control server, which the suite asks and tells. */
  readonly control: string;
  /** What the suite hands in. */
  readonly results: Promise<readonly CheckResult[]>;
  /** Ends all of them. */
  close(): Promise<void>;
}

/**
 * Starts all of them.
 *
 * @param seesRedirects - Whether scripts see a redirect, or are told of what it led to.
 * @param script - What a page runs.
 */
export async function startSurroundings(
  adapter: Adapter,
  seesRedirects: boolean,
  script: string,
): Promise<Surroundings> {
  const servers = await startServers(adapter, seesRedirects);
  const page = '<!doctype html><meta charset="utf-8"><script type="module" src="/script.js"></script>';
  const files = new Map([
    ['page', ['text/html', page] as const],
    ['script.js', ['text/javascript', script] as const],
  ]);
  let handIn: (results: readonly CheckResult[]) => void = () => undefined;
  const results = new Promise<readonly CheckResult[]>((resolve) => (handIn = resolve));
  // What came of the checks that a runtime has for itself, before the suite.
  const noted: CheckResult[] = [];
  const control = await startReadable(({ target, body }, response) => {
    const path = new URL(target, 'http://127.0.0.1').pathname.slice(1);
    if (path === 'note' || path === 'report') noted.push(...v.parse(report, JSON.parse(body.toString())));
    if (path === 'report') handIn(noted);
    const [type, text] = files.get(path) ?? ['application/json', JSON.stringify(servers.tell(path) ?? null)];
    response.writeHead(200, { 'content-type': type }).end(text);
  });
  const close = async (): Promise<void> => {
    await control.close();
    await servers.close();
  };
  return { control: control.url, results, close };
}

// Emulators, each behind what a browser needs. The types of what is told follow from here.
async function startServers(adapter: Adapter, seesRedirects: boolean) {
  const always = { times: Infinity };
  const bystander = await startReadable((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const faults: Fault[] = [
    { what: 'redirect', to: `${bystander.url}/left`, path: '/v2/leave', ...always },
    { what: 'hang', path: '/v2/hang', ...always },
    { what: 'reset', path: '/v2/reset', ...always },
  ];
  const login = { username: 'first.last@acme.example', password: 'a pässwörd for 5 €' };
  const taxjar = await startTaxjar({ faults });
  const avalara = await startAvalaraCommunications(login);
  const avanan = await startAvanan();
  const azure = await startAzureCommunication({
    faults: [
      { what: 'server-error', status: 503, path: '/flaky' },
      { what: 'redirect', to: '/moved', path: '/move', ...always },
    ],
  });
  // A token is renewed in the last fifth of its life, and takes half a second to fetch.
  const portalLife = 6_000;
  const portal = await startAvanan({
    tokenLifetime: portalLife,
    faults: [{ what: 'delay', milliseconds: 500, path: '/auth/external', ...always }],
  });
  const issuer = makeIssuer();
  const [server, billing, stock] = [issuer.issue('server'), issuer.issue('billing'), issuer.issue('stock')];
  issuer.close();
  const mutual = await startMutualTls(server, issuer.ca);
  let told = 0;
  const servers = { taxjar, avalara, avanan, portal, azure, bystander };
  const forwarders = await Promise.all([taxjar, avalara, avanan, azure].map(startForwarder));
  const [taxjarURL = '', avalaraURL = '', avananURL = '', azureURL = ''] = forwarders.map(({ url }) => url);
  const { accessKey, userTokens } = azure.credentials;
  const world = {
    adapter,
    seesRedirects,
    taxjar: { baseURL: taxjarURL, ...taxjar.credentials },
    avalara: { baseURL: avalaraURL, ...login },
    avanan: { baseURL: avananURL, ...avanan.credentials },
    portal: { baseURL: portal.url, ...portal.portalCredentials },
    portalLife,
    azure: { endpoint: azureURL, accessKey, userToken: userTokens[0] ?? '' },
    bystander: bystander.url,
    mutual: { url: mutual.url.replace('localhost', '127.0.0.1'), ca: issuer.ca, billing, stock },
  };
  const tell = (path: string): unknown => {
    if (path === 'world') return world;
    if (path === 'tokens-issued') return avanan.tokensIssued;
    if (path === 'visits') {
      const visits = mutual.visits.slice(told);
      told = mutual.visits.length;
      return visits;
    }
    if (path === 'revoke-tokens') avanan.revokeTokens();
    const asked = Object.entries(servers).find(([name]) => path === `received/${name}`);
    return asked && receivedBy(asked[1]);
  };
  const close = async (): Promise<void> => {
    mutual.close();
    await Promise.all([...forwarders, ...Object.values(servers)].map((server) => server.close()));
  };
  return { world, tell, close };
}

/** Starts a server whose answers a page from elsewhere may read. */
function startReadable(handler: RequestHandler): Promise<TestServer> {
  return startServer((request, response) => {
    const { method, headers } = request;
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', '*');
    const wanted = headers['access-control-request-method'];
    if (method !== 'OPTIONS' || wanted === undefined) return handler(request, response);
    // What a browser sends before a request that a form could not make.
    const allowed: OutgoingHttpHeaders = { 'access-control-allow-methods': wanted };
    const asked = headers['access-control-request-headers'];
    if (asked !== undefined) allowed['access-control-allow-headers'] = asked;
    response.writeHead(204, allowed).end();
  });
}

/** Starts what stands before a server that knows nothing of browsers. Every byte of a request goes through as it is. */
function startForwarder({ url }: TestServer): Promise<TestServer> {
  const { hostname, port } = new URL(url);
  return startReadable(({ method, target, rawHeaders, body }, response) => {
    const headers = [...rawHeaders];
    // The Host header is signed, and stays that of this server.
    const outgoing = send({ hostname, port, method, path: target, headers, setHost: false, agent: false });
    outgoing.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    // A connection that is reset behind is reset before.
    outgoing.once('error', () => response.socket?.resetAndDestroy());
    response.once('close', () => outgoing.destroy());
    outgoing.end(body);
  });
}

function receivedBy({ requests }: TestServer) {
  return requests
    .filter(({ method }) => method !== 'OPTIONS')
    .map(({ method, target, headers }) => ({
      method,
      target,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    }));
}
