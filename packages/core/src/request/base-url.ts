import { type BaseURL } from '../contract/authorizer.js';
import { climbsOut, comparablePath } from './route-table.js';
import { withoutTrailing } from '../platform/text.js';

/** Either a base URL, or why the text is none. The text itself is never repeated: it may hold a password. */
export type BaseURLResult = { readonly baseURL: BaseURL } | { readonly problem: string };

// Stands in for the star while the rest is parsed: not every parser of URLs takes one for a part of a host.
const anyLabel = 'any';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads a base URL.
 *
 * @param text - An absolute http or https URL, with or without a path. Its host may begin with `*.`.
 * @param allowPlainHttp - Whether `http:` may leave this machine. Loopback may always be http.
 */
export function parseBaseURL(text: string, allowPlainHttp = false): BaseURLResult {
  if (!/^https?:\/\//i.test(text)) return { problem: 'has to start with https://' };
  if (/[\s\\]/.test(text)) return { problem: 'contains white space or a backslash' };
  const isWildcard = /^https?:\/\/\*\.[^*]*$/i.test(text);
  if (text.includes('*') && !isWildcard) return { problem: misplacedStar };
  let url: URL;
  try {
    url = new URL(isWildcard ? text.replace('*', anyLabel) : text);
  } catch {
    const problem = 'has no name after its *. (no hosts are below an IP address)';
    return { problem: isWildcard ? problem : 'is not a URL' };
  }
  if (url.username !== '' || url.password !== '') return { problem: 'contains a user name or password' };
  // One that was encoded, or in full width.
  if (url.hostname.includes('*')) return { problem: misplacedStar };
  if (isWildcard && !/^any(?:\.[a-z\d_-]+){2,}$/.test(url.hostname)) {
    return { problem: 'needs two labels or more after its *., because many own a name below one' };
  }
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
  const origin = isWildcard ? url.origin.replace(`//${anyLabel}.`, '//*.') : url.origin;
  return { baseURL: { href: origin + path, origin, isWildcard, path, staysHere } };
}

const misplacedStar =
  'has a * elsewhere than as the first label of its host, where alone it stands for others';

// What a country has before its code for the names of all: .co.uk, .com.au, .gv.at.
const registry = /^(?:ac|co|com|edu|go|gob|gov|govt|gv|ltd|me|mil|ne|net|nom|or|org|plc|sch)\.[a-z]{2}$/;

// Where everybody gets a host below for programs of their own, which then read what is sent to them.
const shared = new Set([
  ...['amazonaws.com', 'cloudfront.net', 'elasticbeanstalk.com', 'on.aws'],
  ...['azure-api.net', 'azurefd.net', 'azurewebsites.net', 'cloudapp.azure.com', 'trafficmanager.net'],
  ...['appspot.com', 'cloudfunctions.net', 'firebaseapp.com', 'run.app', 'web.app'],
  ...[
    'deno.dev',
    'fly.dev',
    'github.io',
    'gitlab.io',
    'herokuapp.com',
    'netlify.app',
    'ngrok.app',
    'ngrok.io',
  ],
  ...['ngrok-free.app', 'ondigitalocean.app', 'onrender.com', 'pages.dev', 'vercel.app', 'workers.dev'],
]);

/**
 * Why a wildcard that a user gives is too wide: everybody can have a host below it. A provider may name such a domain
 * itself, if what it sends to one host is of no use at another. The list is short, because the whole one
 * (https://publicsuffix.org) has as many bytes as all else here.
 */
export function tooWide({ origin, isWildcard }: BaseURL): string | undefined {
  if (!isWildcard) return undefined;
  const domain = new URL(origin.replace('*', anyLabel)).hostname.slice(anyLabel.length + 1);
  if (!registry.test(domain) && !shared.has(domain)) return undefined;
  return `covers all hosts below ${domain}, where everybody can have one and read what is sent to it`;
}
