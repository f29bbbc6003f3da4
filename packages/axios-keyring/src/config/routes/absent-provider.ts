import { defineProvider, KeyringError } from '@axios-keyring/core';
import { parseBaseURL } from '@axios-keyring/core/engine';
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
  served: readonly string[],
): readonly KeyringEntry[] {
  const taken = new Set(served);
  return routes.flatMap((route) =>
    route.hosts.flatMap((host) => {
      const result = parseBaseURL(host, true);
      if (!('baseURL' in result) || taken.has(result.baseURL.href)) return [];
      const { href } = result.baseURL;
      taken.add(href);
      const refuse = defineProvider({
        name: route.provider,
        environmentPrefix: 'AXIOS_KEYRING_NOT_INSTALLED',
        options: {},
        baseURLs: () => [href],
        authorize:
          () =>
          ({ url }) => {
            throw refusal(route, url);
          },
        // Never sent; it says of the route what a request would be told.
        verify: () => ({ method: 'GET', path: '/', host: new URL(href.replace('*', 'any')).host }),
      });
      // No credential goes there, so plain http does no harm.
      return [refuse({ dangerouslyAllowPlainHttp: true })];
    }),
  );
}

function refusal({ provider, message }: AbsentRoute, { origin }: URL): KeyringError {
  return new KeyringError({ code: 'ERR_KEYRING_NOT_INSTALLED', provider, message: message(origin) });
}
