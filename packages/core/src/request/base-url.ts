import { type BaseURL } from '../contract/authorizer.js';
import { climbsOut, comparablePath } from './route-table.js';
import { withoutTrailing } from '../platform/text.js';

/** Either a base URL, or why the text is none. The text itself is never repeated: it may hold a password. */
export type BaseURLResult = { readonly baseURL: BaseURL } | { readonly problem: string };

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads a base URL.
 *
 * @param text - An absolute http or https URL, with or without a path.
 * @param allowPlainHttp - Whether `http:` may leave this machine. Loopback may always be http.
 */
export function parseBaseURL(text: string, allowPlainHttp = false): BaseURLResult {
  if (!/^https?:\/\//i.test(text)) return { problem: 'has to start with https://' };
  if (/[\s\\]/.test(text)) return { problem: 'contains white space or a backslash' };
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { problem: 'is not a URL' };
  }
  if (url.username !== '' || url.password !== '') return { problem: 'contains a user name or password' };
  if (text.includes('?') || text.includes('#')) return { problem: 'contains a query or a fragment' };
  if (/\/(\.|%2e){1,2}(\/|$)|%2f|%5c/i.test(text) || climbsOut(url.pathname)) {
    return { problem: 'contains dot segments or an encoded slash in its path' };
  }
  if (url.protocol === 'http:' && !loopback.test(url.hostname) && !allowPlainHttp) {
    return {
      problem: 'is plain http to another machine, where anybody on the way could read the credentials',
    };
  }
  const path = comparablePath(withoutTrailing(url.pathname, '/'));
  const staysHere = url.protocol === 'http:' && !allowPlainHttp;
  return { baseURL: { href: url.origin + path, origin: url.origin, path, staysHere } };
}
