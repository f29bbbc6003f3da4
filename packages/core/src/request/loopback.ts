import { type Authorizer } from '../contract/authorizer.js';
import { KeyringError } from '../platform/errors.js';
import { own } from '../platform/own.js';
import { type Config, usesFetch } from './adapter.js';
import { bareCopy } from '../platform/bare-copy.js';

/**
 * Keeps plain http on this machine, which is what it is allowed for: a proxy of the environment is not used.
 *
 * @throws KeyringError `ERR_KEYRING_BASE_URL` for a proxy of the config: where that leads to cannot be known.
 */
export function keepOnThisMachine(sealed: Config, origin: string, authorizer: Authorizer): void {
  if (!staysHere(origin, authorizer)) return;
  if (own(sealed, 'proxy') && !usesFetch(sealed)) throw leadsAway(origin, authorizer.provider);
  sealed.proxy = false;
}

/** The config of a request, with which its token is fetched past the proxies of the environment as well. */
export function withoutProxy(config: Config, origin: string, authorizer: Authorizer): Config {
  return staysHere(origin, authorizer) ? Object.assign(bareCopy(config), { proxy: false as const }) : config;
}

// Nothing else gets a base URL with http.
function staysHere(origin: string, { allowsPlainHttp }: Authorizer): boolean {
  return origin.startsWith('http:') && !allowsPlainHttp;
}

function leadsAway(origin: string, provider: string): KeyringError {
  const message =
    `The request to ${origin} is plain http, which is allowed because it does not leave this machine, but the proxy ` +
    'on its config may lead elsewhere. Set proxy: false on the request or the client, or, if the network in between ' +
    'is trusted, the option dangerouslyAllowPlainHttp. The request was not sent.';
  return new KeyringError({ code: 'ERR_KEYRING_BASE_URL', provider, option: 'proxy', message });
}
