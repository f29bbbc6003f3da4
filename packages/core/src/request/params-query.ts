import { own } from '../platform/values.js';
import { type Config } from './adapter.js';
import { type Address, buildURI, pageAddress } from './locate.js';

/**
 * A function adapter gets a config with its own `url`, `baseURL` and `params`, because mocks and caches recognise requests
 * by them, if what the installed axios makes of these, over either of its adapters, is what was matched and signed.
 *
 * @param given - The config.
 * @param to - Its address.
 * @param url - The final URL.
 * @returns What the `params` have to come to, empty without any; `false` if the config leads elsewhere.
 */
export function paramsQuery(given: Config, to: Address, url: URL): string | false {
  // Versions differ in whether they know the option, and where.
  if (own(given, 'allowAbsoluteUrls') === false) return false;
  const params: unknown = own(given, 'params');
  const { text } = to;
  if (isOrdinary(to, url)) {
    const inline = text.includes('?') ? text.slice(text.indexOf('?')) : '';
    if (inline === (params ? '' : url.search)) return url.search.slice(1);
  }
  try {
    return worked(to, params, url);
  } catch {
    return false;
  }
}

// Written as a parser writes it, with no userinfo and no fragment, and no slashes of which some versions leave one.
function isOrdinary({ text, baseURL }: Address, { href }: URL): boolean {
  return href.startsWith(text) && !text.includes('@') && !baseURL.endsWith('//');
}

function worked({ url: path, baseURL }: Address, params: unknown, url: URL): string | false {
  const address = new URL(buildURI({ url: path, baseURL }), pageOrigin());
  const query = params ? url.search.slice(address.search === '' ? 1 : address.search.length + 1) : '';
  const serialised = { params, paramsSerializer: { serialize: () => query } };
  const overHttp = buildURI({ url: address.pathname + address.search, ...serialised });
  const overFetch = new URL(buildURI({ url: path, baseURL, ...serialised }), pageAddress());
  const target = url.pathname + url.search;
  const isSame =
    overHttp === target &&
    overFetch.pathname + overFetch.search === target &&
    [address, overFetch].every(({ origin, username, password }) => {
      return origin === url.origin && username === '' && password === '';
    });
  return isSame && query;
}

// The http adapter completes an address that has no origin with that of the page.
function pageOrigin(): string | undefined {
  const page = pageAddress();
  return page === undefined ? undefined : new URL(page).origin;
}
