/** An address that looks like one below a base URL, and why it is none. */
export interface LookAlike {
  readonly what: string;
  readonly url: string;
}

/** A base URL with one host, where its own begins with `*.`. */
export function atHost(baseURL: string, label = 'conformance'): string {
  return baseURL.replace('//*.', `//${label}.`);
}

/**
 * Addresses that only look as if they were below a base URL.
 *
 * @param path - From the root of the host.
 */
export function lookAlikes(baseURL: string, path: string): readonly LookAlike[] {
  const isWildcard = baseURL.includes('//*.');
  const { protocol, hostname, port, host, origin, pathname } = new URL(atHost(baseURL));
  const rest = path + (path.includes('?') ? '&' : '?');
  const otherPort = port === '' ? 8443 : Number(port) === 65_535 ? 1024 : Number(port) + 1;
  const otherProtocol = protocol === 'https:' ? 'http:' : 'https:';
  const domain = isWildcard ? hostname.slice(hostname.indexOf('.') + 1) : hostname;
  const at = (name: string): string => `${protocol}//${name}${port === '' ? '' : `:${port}`}${path}`;
  // An address of digits cannot have another name before it, or a dot behind it.
  const isAddress = /^[\d.]+$|:/.test(hostname);
  const named = isAddress ? 'localhost.elsewhere.test' : domain;
  const ofHosts = isWildcard
    ? {
        'the domain above the hosts': at(domain),
        'a star for a host': at(`*.${domain}`),
        'a host without a name': at(`.${domain}`),
        'a host with an empty label': at(`a..${domain}`),
        'a host below a domain that only ends alike': at(`a.not-${domain}`),
      }
    : { 'a host that begins with more': `${protocol}//a.${named}${path}` };
  const atRoot = {
    ...ofHosts,
    ...(!isAddress && { 'a host with a dot at its end': at(`${hostname}.`) }),
    'another host': `${protocol}//elsewhere.test${path}`,
    'a host that goes on': `${protocol}//${hostname}.elsewhere.test${path}`,
    'a host that only ends alike': `${protocol}//not-${named}${path}`,
    'another port': `${protocol}//${hostname}:${otherPort}${path}`,
    'another scheme': `${otherProtocol}//${host}${path}`,
    'the host as a user name': `${protocol}//${host}@elsewhere.test${path}`,
    'the host behind a backslash': `${protocol}//elsewhere.test\\@${host}${path}`,
    'the URL in a query': `${protocol}//elsewhere.test${rest}to=${origin}`,
    'the URL in a fragment': `${protocol}//elsewhere.test/#${origin}`,
  };
  const basePath = pathname.replace(/\/+$/, '');
  const belowPath = {
    'the root above the path': `${origin}/`,
    'a path that only begins alike': `${origin}${basePath}-other/a`,
    'a path that climbs out': `${origin}${basePath}/../other`,
    'a path that climbs out in disguise': `${origin}${basePath}/%2e%2e/other`,
  };
  const all = { ...atRoot, ...(basePath !== '' && belowPath) };
  return Object.entries(all).map(([what, url]) => ({ what, url }));
}
