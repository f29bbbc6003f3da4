import { type WireRequest } from '../contract/wire-request.js';
import { KeyringError } from '../platform/errors.js';
import { readExchangeHosts } from './exchange-hosts.js';

/** Where a token is good, as the answer that it came in says. */
export interface TokenHost {
  /** The provider's short name. */
  readonly provider: string;
  /** What the answer calls it, for example `instance_url`. */
  readonly name: string;
  /** The URL in the answer; nothing is checked where there is none. */
  readonly url: string | undefined;
  /** The hosts that the API has, as the provider declares them. */
  readonly hosts: readonly string[];
}

/**
 * Refuses a request to another origin than its token is for, by a URL in the answer that the token came in.
 *
 * @throws KeyringError `ERR_KEYRING_BASE_URL` for another host of the API, naming both; `ERR_KEYRING_TOKEN_EXCHANGE` for one
 * that the API does not have.
 */
export function checkTokenHost({ url: { origin } }: Pick<WireRequest, 'url'>, host: TokenHost): void {
  const { provider, name, url, hosts } = host;
  if (url === undefined) return;
  const named = URL.canParse(url) ? new URL(url).origin : undefined;
  if (named === origin) return;
  const known = readExchangeHosts(hosts, false);
  if (named !== undefined && 'tokenOrigin' in known && known.tokenOrigin(named)) {
    const message =
      `The token is for ${named}, as ${name} of its answer says, and the request goes to ${origin}. The request was not ` +
      `sent. Set baseURL to ${named}, or take the credentials of ${origin}.`;
    throw new KeyringError({ code: 'ERR_KEYRING_BASE_URL', provider, option: 'baseURL', message });
  }
  const told = named === undefined ? 'no URL' : named === 'null' ? 'a URL without a host' : named;
  const message =
    `The token is for another host than the request, which goes to ${origin}: ${name} of its answer is ${told}, and this API ` +
    `is at ${hosts.join(', ')}. The request was not sent. Check where the token comes from.`;
  throw new KeyringError({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider, message });
}
