import { randomBytes } from 'node:crypto';
import { type OutgoingHttpHeaders, request as send } from 'node:http';
import { startEmulator as startAvalaraCommunications } from '@axios-keyring/avalara-communications/emulator';
import { startEmulator as startAvanan } from '@axios-keyring/avanan/emulator';
import { startEmulator as startAzureCommunication } from '@axios-keyring/azure-communication/emulator';
import { startEmulator as startTaxjar } from '@axios-keyring/taxjar/emulator';
import { type Fault, type RequestHandler, startServer, type TestServer } from '@axios-keyring/testing';
import * as v from 'valibot';
import { type Adapter, type CheckResult, type Received, type World } from './smoke/world.js';

/** The servers that the smoke suite works with, and the one that tells it of them. */
export interface Surroundings {
  /** The address of the control server, which the suite asks and tells. */
  readonly control: string;
  /** What the suite hands in. */
  readonly results: Promise<readonly CheckResult[]>;
  /** Ends all of them. */
  close(): Promise<void>;
}

const always = { times: Infinity };

/** How long a token of the portal lives, in milliseconds; it is renewed in the last fifth. */
const portalLife = 6_000;

/**
 * Starts emulators with credentials that were never used before, each behind what a browser needs.
 *
 * @param script - What a page runs.
 */
export async function startSurroundings(
  adapter: Adapter,
  seesRedirects: boolean,
  script: string,
): Promise<Surroundings> {
  const apiToken = newSecret();
  const login = { username: `${newSecret()}@acme.example`, password: `${newSecret()} pässwörd €` };
  const key = { applicationId: `US:${newSecret()}`, secretKey: newSecret() };
  const portalKey = { clientId: newSecret(), accessKey: newSecret() };
  const accessKey = randomBytes(32).toString('base64');
  const bystander = await startReadable((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const faults: Fault[] = [
    { what: 'redirect', to: `${bystander.url}/left`, path: '/v2/leave', ...always },
    { what: 'hang', path: '/v2/hang', ...always },
    { what: 'reset', path: '/v2/reset', ...always },
  ];
  const taxjar = await startTaxjar({ apiToken, faults });
  const avalara = await startAvalaraCommunications(login);
  const avanan = await startAvanan(key);
  const portal = await startAvanan({
    ...portalKey,
    tokenLifetime: portalLife,
    faults: [{ what: 'delay', milliseconds: 500, path: '/auth/external', ...always }],
  });
  const azure = await startAzureCommunication({
    accessKey,
    faults: [
      { what: 'server-error', status: 503, path: '/flaky' },
      { what: 'redirect', to: '/moved', path: '/move', ...always },
    ],
  });
  const servers: Readonly<Record<string, TestServer>> = { taxjar, avalara, avanan, portal, azure, bystander };
  const forwarders = await Promise.all([taxjar, avalara, avanan, azure].map(startForwarder));
  const [taxjarURL = '', avalaraURL = '', avananURL = '', azureURL = ''] = forwarders.map(({ url }) => url);
  const world: World = {
    adapter,
    seesRedirects,
    taxjar: { baseURL: taxjarURL, apiToken },
    avalara: { baseURL: avalaraURL, ...login },
    avanan: { baseURL: avananURL, ...key },
    portal: { baseURL: portal.url, ...portalKey },
    portalLife,
    azure: { endpoint: azureURL, accessKey, userToken: azure.credentials.userTokens[0] ?? '' },
    bystander: bystander.url,
  };
  const told: Readonly<Record<string, () => unknown>> = {
    world: () => world,
    'tokens-issued': () => avanan.tokensIssued,
    'revoke-tokens': () => {
      avanan.revokeTokens();
    },
    ...Object.fromEntries(
      Object.entries(servers).map(([name, server]) => [`received/${name}`, () => receivedBy(server)]),
    ),
  };
  const { control, results } = await startControl(told, script);
  const close = async (): Promise<void> => {
    await Promise.all([control, ...forwarders, ...Object.values(servers)].map((server) => server.close()));
  };
  return { control: control.url, results, close };
}

const report = v.array(v.object({ name: v.string(), problem: v.exactOptional(v.string()) }));

async function startControl(
  told: Readonly<Record<string, () => unknown>>,
  script: string,
): Promise<{ readonly control: TestServer; readonly results: Promise<readonly CheckResult[]> }> {
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
    const [type, text] = files.get(path) ?? ['application/json', JSON.stringify(told[path]?.() ?? null)];
    response.writeHead(200, { 'content-type': type }).end(text);
  });
  return { control, results };
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

function receivedBy({ requests }: TestServer): readonly Received[] {
  return requests
    .filter(({ method }) => method !== 'OPTIONS')
    .map(({ method, target, headers }) => ({
      method,
      target,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    }));
}

function newSecret(): string {
  return randomBytes(16).toString('hex');
}
