import { type DeclaredFacts } from '@axios-keyring/core';
import { type CheckedArguments } from '../arguments.js';
import { Findings, placeBelow } from '../findings.js';
import { type RouteReport, type RouteStatus } from '../keyring-report.js';
import { loadProvider } from './load-provider.js';
import { type LoadedProvider, parseProviderName } from '../provider.js';
import { type RouteEntry } from '../read/layers.js';
import { resolveOptions, secretOrigins } from '../references/resolve-options.js';
import { absentHosts } from './absent-hosts.js';
import { type AbsentRoute } from './absent-provider.js';
import { callProvider, type Stores } from './call-provider.js';

/** What is needed to load the routes of a config. */
export interface RouteContext {
  readonly given: CheckedArguments;
  readonly isWanted: (route: RouteEntry) => boolean;
  /** Opens each of the shared stores, for the first provider that takes one. */
  readonly openStores: { readonly [Name in keyof Stores]: () => Promise<Stores[Name]> };
}

/** What became of a route. */
export interface LoadedRoute {
  readonly report: RouteReport;
  readonly findings: Findings;
  /** What takes its place, if its provider is not there. */
  readonly absent?: AbsentRoute;
}

/** Loads the provider of a route, looks up what its options refer to, and calls it. */
export async function loadRoute(route: RouteEntry, context: RouteContext): Promise<LoadedRoute> {
  const findings = new Findings();
  if (!context.isWanted(route)) return absentRoute(route, 'left-out', findings);
  const at = placeBelow(route.place, 'provider');
  const found = await findings.attempt(at, async () => ({
    provider: route.given ?? (await loadProvider(route, context.given)),
  }));
  if (!found) return { report: reportOf(route, 'failed'), findings };
  if (found.provider) return callRoute(route, found.provider, context, findings);
  if (!context.given.only) return absentRoute(route, 'not-installed', findings);
  // What is named has to be there.
  const name = packageOfRoute(route);
  const message = `${name} is not installed, and \`only\` names it. Run: npm install ${name}`;
  findings.problem(at, message, 'ERR_KEYRING_NOT_INSTALLED');
  return { report: reportOf(route, 'not-installed'), findings };
}

async function callRoute(
  route: RouteEntry,
  provider: LoadedProvider,
  { given: { allowCommands }, openStores }: RouteContext,
  findings: Findings,
): Promise<LoadedRoute> {
  const { declaration } = provider;
  const options = await resolveOptions(route.options, declaration, { allowCommands, findings });
  const takes = (store: keyof Stores): boolean => takesStore(route, declaration, store);
  const stores = {
    tokenStore: takes('tokenStore') ? await openStores.tokenStore() : undefined,
    grantStore: takes('grantStore') ? await openStores.grantStore() : undefined,
  };
  const interceptor = callProvider(route, provider, options, stores, findings);
  const secrets = secretOrigins(route.options, declaration, options);
  const known = { secrets, declaration, interceptor, baseURLs: interceptor?.baseURLs ?? [] };
  return { report: reportOf(route, interceptor ? 'loaded' : 'failed', known), findings };
}

// A store is opened for who keeps something in it; nobody else needs Redis for that.
function takesStore({ options }: RouteEntry, declaration: DeclaredFacts, store: keyof Stores): boolean {
  const schema = declaration.options[store];
  const { onlyWith } = schema?.metadata ?? {};
  const isShared = onlyWith === undefined || options.has(onlyWith);
  return schema !== undefined && isShared && !options.has(store);
}

function absentRoute(
  route: RouteEntry,
  status: 'left-out' | 'not-installed',
  findings: Findings,
): LoadedRoute {
  const isLeftOut = status === 'left-out';
  const name = packageOfRoute(route);
  const hosts = absentHosts(route);
  const install = `npm install ${name}`;
  if (hosts.length === 0) {
    findings.problem(
      route.place,
      `${name} ${isLeftOut ? 'is left out by `only`' : 'is not installed'}, so its hosts are not known, and requests ` +
        'to them would go out without credentials. Give the route a "baseURL", or ' +
        `${isLeftOut ? 'name it in `only`' : `run: ${install}`}.`,
    );
  }
  const why = isLeftOut ? 'which is left out by `only`' : `and ${name} is not installed`;
  const remedy = isLeftOut
    ? `Add "${route.name ?? route.provider}" to \`only\` in loadKeyring.`
    : `Run: ${install}`;
  const where = `${route.place.path} of ${route.place.file.shown}`;
  return {
    report: reportOf(route, status, { baseURLs: hosts, install: isLeftOut ? undefined : install }),
    findings,
    absent: {
      provider: route.identity.includes('/') ? name : route.identity,
      message: (origin) => `The request to ${origin} is for ${where}, ${why}. It was not sent. ${remedy}`,
      hosts,
    },
  };
}

// What a program gave is in no package that is known.
function packageOfRoute({ given, provider }: RouteEntry): string {
  return given ? provider : parseProviderName(provider).package;
}

function reportOf(route: RouteEntry, status: RouteStatus, known: Partial<RouteReport> = {}): RouteReport {
  const { place, name, provider } = route;
  return {
    file: place.file.shown,
    path: place.path,
    name,
    provider,
    package: packageOfRoute(route),
    status,
    install: undefined,
    baseURLs: [],
    secrets: [],
    interceptor: undefined,
    declaration: undefined,
    ...known,
  };
}

/** Notes routes that serve one and the same base URL: it could not be told whose credentials to send. */
export function noteDuplicates(
  loaded: readonly LoadedRoute[],
  routes: readonly RouteEntry[],
  findings: Findings,
): void {
  const present = new Map<string, RouteEntry>();
  for (const [index, route] of routes.entries()) {
    const { interceptor } = loaded[index]?.report ?? {};
    // A route whose provider is not there counts only with a base URL of its own.
    const baseURLs = interceptor?.baseURLs ?? (route.baseURL ? [route.baseURL.value] : []);
    for (const baseURL of baseURLs) {
      const { place } = present.get(baseURL) ?? route;
      if (place === route.place) {
        present.set(baseURL, route);
        continue;
      }
      findings.problem(
        route.place,
        `It serves the same base URL as ${place.path} of ${place.file.shown}, ${new URL(baseURL).origin}, so it cannot ` +
          'be told whose credentials to send. Remove one, or give one a "baseURL" with a longer path.',
        'ERR_KEYRING_DUPLICATE_ROUTE',
      );
    }
  }
}
