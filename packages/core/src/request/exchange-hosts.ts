import { type Authorizer, type BaseURL } from '../contract/authorizer.js';
import { parseBaseURL } from './base-url.js';

/** A host that tokens come from, as a provider declares it. */
export interface ExchangeHost {
  /**
   * An absolute URL, of which only the origin counts: `https://login.example.com`, or `https://*.example.com` for all hosts
   * below.
   */
  readonly url: string;
  /** The option that it comes from, if it is one; named when it is wrong. */
  readonly option?: string;
  /**
   * Whether it is a metadata server of the cloud that this machine is in, which may be plain http: an IP address of this
   * machine or its network, such as `http://169.254.169.254`. It is asked directly, past every agent and proxy.
   */
  readonly isMetadata?: boolean;
}

/** Either what tells the origins that tokens come from, or what is wrong with one of the hosts. */
export type ExchangeHostsResult =
  | { readonly tokenOrigin: Authorizer['tokenOrigin'] }
  | { readonly host: ExchangeHost; readonly problem: string };

/**
 * Reads the hosts that tokens come from.
 *
 * @param allowPlainHttp - As {@link parseBaseURL} has it.
 */
export function readExchangeHosts(
  given: readonly (string | ExchangeHost)[],
  allowPlainHttp: boolean | undefined,
): ExchangeHostsResult {
  const known: (BaseURL & { readonly isMetadata: boolean })[] = [];
  for (const entry of given) {
    const host = typeof entry === 'string' ? { url: entry } : entry;
    const { url, option, isMetadata = false } = host;
    const [origin = url] = /^\w+:\/\/[^/?#]*/.exec(url) ?? [];
    const result = parseBaseURL(origin, isMetadata || allowPlainHttp);
    const problem = 'problem' in result ? result.problem : problemOf(result.baseURL, option, isMetadata);
    if (problem !== undefined) return { host, problem };
    if ('baseURL' in result) known.push({ ...result.baseURL, isMetadata });
  }
  return { tokenOrigin: (origin) => known.find((host) => covers(host, origin)) };
}

// This machine, its link (which a packet never leaves), and private networks. A name would lead to whoever answers for it
// first. https://www.rfc-editor.org/rfc/rfc3927, https://www.rfc-editor.org/rfc/rfc1918, https://www.rfc-editor.org/rfc/rfc4193
const nearby =
  /^(localhost|127\.[\d.]+|169\.254\.[\d.]+|10\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+|192\.168\.[\d.]+|\[(::1|fe[89ab][\da-f]:.*|f[cd][\da-f]{2}:.*)\])$/;

function problemOf(
  { isWildcard, origin }: BaseURL,
  option: string | undefined,
  isMetadata: boolean,
): string | undefined {
  if (isWildcard) {
    return isMetadata || option !== undefined ? 'has to name one host, without a *' : undefined;
  }
  const isNear = !isMetadata || nearby.test(new URL(origin).hostname);
  return isNear ? undefined : 'has to be an IP address of this machine or its own network';
}

function covers(host: BaseURL, origin: string): boolean {
  if (!host.isWildcard) return host.origin === origin;
  const [scheme = '', domain = ''] = host.origin.split('*');
  const label = origin.slice(scheme.length, -domain.length);
  return origin === scheme + label + domain && label !== '';
}
