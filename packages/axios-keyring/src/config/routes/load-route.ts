import { type DeclaredFacts, isKeyringError, type KeyringInterceptor } from '@axios-keyring/core';
import { createKeyring, type KeyringEntry } from '../../create-keyring.js';
import { type AbsentRoute } from './absent-provider.js';
import { absentHosts } from './absent-hosts.js';
import { callProvider } from './call-provider.js';
import { type RouteEntry } from '../read/config-layer.js';
import { Findings } from '../findings.js';
import { type ModuleImporter } from './import-module.js';
import { type RouteReport, type RouteStatus } from '../keyring-report.js';
import { loadProvider, type LoadedProvider } from './load-provider.js';
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
  readonly isWanted: (route: RouteEntry) => boolean;
  /** Opens the shared store of tokens, for the first provider that takes one. */
  readonly tokenStore: () => Promise<OpenTokenStore['store'] | undefined>;
}

/** What became of a route. */
export interface LoadedRoute {
  readonly report: RouteReport;
  readonly findings: Findings;
  /** The route in the keyring, if its provider could be loaded and called. */
  readonly entry?: KeyringEntry | undefined;
  /** What takes its place, if its provider is not there. */
  readonly absent?: AbsentRoute | undefined;
}

/** Loads the provider of a route, looks up what its options refer to, and calls it. */
export async function loadRoute(route: RouteEntry, context: RouteContext): Promise<LoadedRoute> {
  const findings = new Findings();
  if (!context.isWanted(route)) return absentRoute(route, 'left-out', findings);
  const places = { config: directoryOf(route.place), root: context.root };
  const result = await loadProvider(route.provider, places, context.importer);
  if (result.kind === 'not-installed') return absentRoute(route, 'not-installed', findings);
  if (result.kind === 'failed') {
    findings.problem(placeBelow(route.place, 'provider'), result.problem);
    return { report: reportOf(route, { status: 'failed' }), findings };
  }
  return callRoute(route, result.provider, context, findings);
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
  const entry = route.baseURL ? { baseURL: route.baseURL.value, interceptor } : interceptor;
  const single = singleRoute(entry, route, findings);
  if (!single) return { report: reportOf(route, { status: 'failed', secrets, declaration }), findings };
  const { baseURLs } = single;
  return {
    report: reportOf(route, { status: 'loaded', secrets, declaration, baseURLs, interceptor: single }),
    findings,
    entry,
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

/** The route by itself; the keyring of all would say for which entry a base URL is wrong, but not where it stands. */
function singleRoute(
  entry: KeyringEntry,
  { baseURL, place }: RouteEntry,
  findings: Findings,
): KeyringInterceptor | undefined {
  if (typeof entry === 'function') return entry;
  try {
    return createKeyring([entry]);
  } catch (error) {
    const message = isKeyringError(error) ? error.text.replace(' of entry 0', '') : 'baseURL cannot be used.';
    findings.problem(baseURL?.place ?? place, message, 'ERR_KEYRING_BASE_URL');
    return undefined;
  }
}

function absentRoute(
  route: RouteEntry,
  status: 'left-out' | 'not-installed',
  findings: Findings,
): LoadedRoute {
  const name = parseProviderName(route.provider).package;
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

function reportOf(
  { place, name, provider }: RouteEntry,
  known: Partial<RouteReport> & { readonly status: RouteStatus },
): RouteReport {
  return {
    file: place.file.shown,
    path: place.path,
    name,
    provider,
    package: parseProviderName(provider).package,
    install: undefined,
    baseURLs: [],
    secrets: [],
    interceptor: undefined,
    declaration: undefined,
    ...known,
  };
}
