import {
  defineProvider,
  KeyringError,
  type OptionSchemas,
  parseBaseURL,
  type Provider,
  type ProviderInput,
} from '@axios-keyring/core';
import { type KeyringEntry } from '../../create-keyring.js';

/** A route whose provider is not there: its requests fail, because they would go out without credentials. */
export interface AbsentRoute {
  /** As its errors name it. */
  readonly provider: string;
  /** What to say of a request to an origin. */
  readonly message: (origin: string) => string;
  /** With `*.` for all hosts below. */
  readonly hosts: readonly string[];
}

/** Entries that fail every request to the hosts of absent providers, unless something else serves them. */
export function absentEntries(
  routes: readonly AbsentRoute[],
  served: Iterable<string>,
): readonly KeyringEntry[] {
  const taken = new Set(served);
  const entries: KeyringEntry[] = [];
  for (const route of routes) {
    for (const host of route.hosts) {
      const result = isWildcard(host) ? undefined : parseBaseURL(host, true);
      if (!result || !('baseURL' in result) || taken.has(result.baseURL.href)) continue;
      taken.add(result.baseURL.href);
      // No credential goes there, so plain http does no harm.
      entries.push(refusing(route)({ baseURL: result.baseURL.href, dangerouslyAllowPlainHttp: true }));
    }
  }
  return entries;
}

/** Fails a request that no route covers, if it goes to a host below one of an absent provider’s. */
export function refuseAbsent(routes: readonly AbsentRoute[]): (url: URL) => void {
  const wildcards = routes.flatMap((route) =>
    route.hosts.filter(isWildcard).map((host) => ({ route, scheme: schemeOf(host), suffix: suffixOf(host) })),
  );
  return (url) => {
    const found = wildcards.find(
      ({ scheme, suffix }) => url.protocol === scheme && url.hostname.endsWith(suffix),
    );
    if (found) throw refusal(found.route, url);
  };
}

function refusing(route: AbsentRoute): Provider<ProviderInput<OptionSchemas>> {
  return defineProvider<OptionSchemas>({
    name: route.provider,
    environmentPrefix: 'AXIOS_KEYRING_NOT_INSTALLED',
    options: {},
    baseURLs: () => [],
    authorize:
      () =>
      ({ url }) => {
        throw refusal(route, url);
      },
    // Never sent; it says of the route what a request would be told.
    verify: () => ({ method: 'GET', path: '/' }),
  });
}

function refusal({ provider, message }: AbsentRoute, { origin }: URL): KeyringError {
  return new KeyringError({ code: 'ERR_KEYRING_NOT_INSTALLED', provider, message: message(origin) });
}

function isWildcard(host: string): boolean {
  return host.includes('//*.');
}

function schemeOf(host: string): string {
  return host.slice(0, host.indexOf('/'));
}

function suffixOf(host: string): string {
  return host.slice(host.indexOf('*') + 1);
}
