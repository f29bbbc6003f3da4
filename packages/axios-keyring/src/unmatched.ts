import { KeyringError } from '@axios-keyring/core';
import { originMemory } from '@axios-keyring/core/engine';

/** What happens to a request that no route covers. */
export type Unmatched = 'pass' | 'warn' | 'refuse';

/** All that {@link Unmatched} may be. */
export const policies: readonly Unmatched[] = ['pass', 'warn', 'refuse'];

/**
 * What a keyring does with a request that has no absolute URL: some versions of axios complete it themselves, with a host
 * that is in the address or with localhost. `undefined` lets it go on without a credential.
 */
export function unaddressedHandler(unmatched: Unmatched): (() => void) | undefined {
  if (unmatched !== 'refuse') return undefined;
  return () => {
    const message =
      'This request has no absolute http or https URL, so no route covers it, and the keyring refuses such requests. ' +
      'It was not sent. Set baseURL on the axios instance, write the URL with https://, or set keyring: false on the ' +
      'request.';
    throw new KeyringError({ code: 'ERR_KEYRING_UNMATCHED', message });
  };
}

/**
 * What a keyring does with a request that no route covers; `undefined` lets it go on without a credential. A
 * warning comes once per origin and names no more than the origin: the rest of a URL may be confidential.
 */
export function unmatchedHandler(
  unmatched: Unmatched,
  baseURLs: readonly string[],
): ((url: URL) => void) | undefined {
  if (unmatched === 'pass') return undefined;
  if (unmatched === 'refuse') {
    return ({ origin }) => {
      const message =
        `No route covers this request to ${origin}, and the keyring refuses such requests. It was not sent. ` +
        `The routes are ${baseURLs.join(', ')}. Add a route, or set keyring: false on the request.`;
      throw new KeyringError({ code: 'ERR_KEYRING_UNMATCHED', message });
    };
  }
  const isNew = originMemory();
  return ({ origin }) => {
    if (!isNew(origin)) return;
    console.warn(`[axios-keyring] No route covers requests to ${origin}; they go out without credentials.`);
  };
}
