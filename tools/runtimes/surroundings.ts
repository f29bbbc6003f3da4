import { type OutgoingHttpHeaders, request as send } from 'node:http';
import { startEmulator as startAvanan } from '@axios-keyring/avanan/emulator';
import { type RequestHandler, startServer, type TestServer } from '@axios-keyring/testing';
import * as v from 'valibot';
import { makeIssuer } from '../../packages/core/src/fixtures/certificates.js';
import { startMutualTls } from '../../packages/core/src/fixtures/mutual-tls.js';
import { workspace } from '../packed/packages.js';
import { type ProviderPackage, providerPackages } from '../providers/provider-packages.js';

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

// An emulator for each provider, behind what a browser needs. The types of what is told follow from here.
async function startServers(adapter: Adapter, seesRedirects: boolean) {
  const always = { times: Infinity };
  const bystander = await startReadable((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const started = await Promise.all(providerPackages(workspace).map(startVendor));
  // What asks for a certificate is `mutual`, below.
  const vendors = started.flatMap((vendor) => vendor ?? []);
  for (const { emulator } of vendors) {
    emulator.inject({ what: 'redirect', to: `${bystander.url}/left`, path: '/leave', ...always });
    emulator.inject({ what: 'redirect', to: '/moved', path: '/move', ...always });
    emulator.inject({ what: 'server-error', status: 503, path: '/flaky' });
    emulator.inject({ what: 'hang', path: '/hang', ...always });
    emulator.inject({ what: 'reset', path: '/reset', ...always });
  }
  const tokens = await startAvanan();
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
  const forwarder = await startForwarder(tokens);
  const emulators = [...vendors.map(({ emulator }) => emulator), tokens];
  const world = {
    adapter,
    seesRedirects,
    routes: vendors.flatMap(({ routes }) => routes),
    secrets: vendors.flatMap(({ secrets }) => secrets),
    tokens: { baseURL: forwarder.url, ...tokens.credentials },
    portal: { baseURL: portal.url, ...portal.portalCredentials },
    portalLife,
    bystander: bystander.url,
    mutual: { url: mutual.url.replace('localhost', '127.0.0.1'), ca: issuer.ca, billing, stock },
  };
  const tell = (path: string): unknown => {
    if (path === 'world') return world;
    if (path === 'tokens-issued') return tokens.tokensIssued;
    if (path === 'visits') {
      const visits = mutual.visits.slice(told);
      told = mutual.visits.length;
      return visits;
    }
    if (path === 'revoke-tokens') tokens.revokeTokens();
    // What was sent as a credential, or to get one.
    if (path === 'sent') return emulators.flatMap(receivedBy).flatMap(({ headers }) => sentIn(headers));
    if (path === 'received/portal') return receivedBy(portal);
    return path === 'received/bystander' ? receivedBy(bystander) : undefined;
  };
  const close = async (): Promise<void> => {
    mutual.close();
    const servers = [
      ...emulators,
      portal,
      bystander,
      forwarder,
      ...vendors.map((vendor) => vendor.forwarder),
    ];
    await Promise.all(servers.map((one) => one.close()));
  };
  return { world, tell, close };
}

/** Starts a vendor. What logs in there does it with more than Latin-1 has. */
async function startVendor({ providers, startEmulator }: ProviderPackage) {
  const emulator = await startEmulator({
    username: 'first.last@acme.example',
    password: 'a pässwörd for 5 €',
  });
  if (emulator.url.startsWith('https:')) return emulator.close();
  const forwarder = await startForwarder(emulator);
  const routes = emulator.routes(forwarder.url);
  const secrets = routes.flatMap(({ options }) =>
    Object.entries(options).flatMap(([name, value]: [string, unknown]) =>
      providers[0].declaration.options[name]?.metadata.secret === true ? String(value) : [],
    ),
  );
  return { emulator, forwarder, routes, secrets };
}

const credentialHeaders = ['authorization', 'x-av-token', 'x-av-sig'];

function sentIn(headers: Readonly<Record<string, string>>): readonly string[] {
  return credentialHeaders.flatMap((name) => headers[name] ?? []);
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
