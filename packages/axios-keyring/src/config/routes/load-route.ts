import { type DeclaredFacts, type KeyringInterceptor, type MaybePromise } from '@axios-keyring/core';
import { type AbsentRoute } from './absent-provider.js';
import { absentHosts } from './absent-hosts.js';
import { callProvider } from './call-provider.js';
import { type RouteEntry } from '../read/config-layer.js';
import { Findings } from '../findings.js';
import { type ModuleImporter } from './import-module.js';
import { type RouteReport, type RouteStatus } from '../keyring-report.js';
import { loadProvider, type LoadedProvider, type ProviderResult } from './load-provider.js';
import { directoryOf, placeBelow } from '../place.js';
import { parseProviderName } from './provider-name.js';
import { type ReferenceResolver } from '../references/resolve-reference.js';
import { resolveRouteOptions } from '../references/resolve-options.js';
import { type OpenTokenStore } from '../token-store.js';

/** What is needed to load the routes of a config. */
export interface RouteContext {
  readonly resolver: ReferenceResolver;
  readonly importer: ModuleImporter;
  /** Where the application runs. */
  readonly root: string;
  /** What the application calls the providers that it gave. */
  readonly own: readonly string[];
  readonly isWanted: (route: RouteEntry) => boolean;
  /** Whether what is wanted was named, so that it has to be there. */
  readonly isNeeded: boolean;
  /** Opens the shared store of tokens, for the first provider that takes one. */
  readonly tokenStore: () => Promise<OpenTokenStore['store'] | undefined>;
}

/** What became of a route. */
export interface LoadedRoute {
  readonly report: RouteReport;
  readonly findings: Findings;
  /** The route in the keyring, if its provider could be loaded and called. */
  readonly entry?: KeyringInterceptor | undefined;
  /** What takes its place, if its provider is not there. */
  readonly absent?: AbsentRoute | undefined;
}

/** Loads the provider of a route, looks up what its options refer to, and calls it. */
export async function loadRoute(route: RouteEntry, context: RouteContext): Promise<LoadedRoute> {
  const findings = new Findings();
  if (!context.isWanted(route)) return absentRoute(route, 'left-out', findings);
  const result = await findProvider(route, context);
  if (result.kind === 'not-installed') {
    if (context.isNeeded) {
      const { package: name } = parseProviderName(route.provider);
      const message = `${name} is not installed, and \`only\` names it. Run: npm install ${name}`;
      findings.problem(placeBelow(route.place, 'provider'), message, 'ERR_KEYRING_NOT_INSTALLED');
      return { report: reportOf(route, { status: 'not-installed' }), findings };
    }
    return absentRoute(route, 'not-installed', findings);
  }
  if (result.kind === 'failed') {
    findings.problem(placeBelow(route.place, 'provider'), result.problem);
    return { report: reportOf(route, { status: 'failed' }), findings };
  }
  return callRoute(route, result.provider, context, findings);
}

function findProvider(
  { given, provider, place }: RouteEntry,
  { root, own, importer }: RouteContext,
): MaybePromise<ProviderResult> {
  if (given) return { kind: 'loaded', provider: given };
  return loadProvider(provider, { config: directoryOf(place), root, own }, importer);
}

async function callRoute(
  route: RouteEntry,
  provider: LoadedProvider,
  { resolver, tokenStore }: RouteContext,
  findings: Findings,
): Promise<LoadedRoute> {
  const { declaration } = provider;
  const options = await resolveRouteOptions(route, declaration, resolver, findings);
  const store = takesStore(route, declaration) ? await tokenStore() : undefined;
  const interceptor = callProvider(route, provider, options, store, findings);
  const { secrets } = options;
  if (!interceptor) return { report: reportOf(route, { status: 'failed', secrets, declaration }), findings };
  const { baseURLs } = interceptor;
  return {
    report: reportOf(route, { status: 'loaded', secrets, declaration, baseURLs, interceptor }),
    findings,
    entry: interceptor,
  };
}

// A store is opened for who shares tokens in it; nobody else needs Redis for that.
function takesStore({ options }: RouteEntry, declaration: DeclaredFacts): boolean {
  const { tokenStore: schema } = declaration.options;
  const { onlyWith } = schema ? schema.metadata : {};
  return (
    schema !== undefined && !options.has('tokenStore') && (onlyWith === undefined || options.has(onlyWith))
  );
}

function absentRoute(
  route: RouteEntry,
  status: 'left-out' | 'not-installed',
  findings: Findings,
): LoadedRoute {
  const name = packageOfRoute(route);
  const hosts = absentHosts(route);
  const install = `npm install ${name}`;
  const where = `${route.place.path} of ${route.place.file.shown}`;
  if (hosts.length === 0) {
    const why = status === 'left-out' ? 'is left out by `only`' : `is not installed`;
    findings.problem(
      route.place,
      `${name} ${why}, so its hosts are not known, and requests to them would go out without credentials. Give ` +
        `the route a "baseURL"${status === 'left-out' ? ', or name it in `only`' : `, or run: ${install}`}.`,
    );
  }
  const message = (origin: string): string =>
    status === 'left-out'
      ? `The request to ${origin} is for ${where}, which is left out by \`only\`. It was not sent. Add ` +
        `"${route.name ?? route.provider}" to \`only\` in loadKeyring.`
      : `The request to ${origin} is for ${where}, and ${name} is not installed. It was not sent. Run: ${install}`;
  return {
    report: reportOf(route, {
      status,
      baseURLs: hosts,
      install: status === 'left-out' ? undefined : install,
    }),
    findings,
    absent: { provider: route.identity.includes('/') ? name : route.identity, message, hosts },
  };
}

// What a program gave is in no package that is known.
function packageOfRoute({ given, provider }: RouteEntry): string {
  return given ? provider : parseProviderName(provider).package;
}

function reportOf(
  route: RouteEntry,
  known: Partial<RouteReport> & { readonly status: RouteStatus },
): RouteReport {
  const { place, name, provider } = route;
  return {
    file: place.file.shown,
    path: place.path,
    name,
    provider,
    package: packageOfRoute(route),
    install: undefined,
    baseURLs: [],
    secrets: [],
    interceptor: undefined,
    declaration: undefined,
    ...known,
  };
}
