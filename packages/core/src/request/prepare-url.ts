import { type Route } from '../contract/authorizer.js';
import { KeyringError } from '../platform/errors.js';

/**
 * Lets a provider write the query as its API wants it. What comes of that is matched again: no credential is added for
 * another address than the one that was.
 *
 * @throws KeyringError `ERR_KEYRING_REQUEST_URL` if the URL has another path, or another route.
 */
export function prepareURL(url: URL, route: Route, routeOf: (url: URL) => Route | undefined): void {
  const { pathname } = url;
  const { authorizer, baseURL } = route;
  authorizer.prepareURL?.(url);
  const isSame = url.pathname === pathname && routeOf(url) === route;
  if (isSame) return;
  const message =
    `prepareURL of the provider made ${url.origin}${url.pathname} of a URL of ${baseURL.href}. It may change no more ` +
    'than the query. The request was not sent.';
  throw new KeyringError({ code: 'ERR_KEYRING_REQUEST_URL', provider: authorizer.provider, message });
}
