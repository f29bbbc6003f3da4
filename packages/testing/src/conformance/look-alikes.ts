/** An address that looks like one below a base URL, and why it is none. */
export interface LookAlike {
  readonly what: string;
  readonly url: string;
}

/**
 * Addresses that only look as if they were below a base URL.
 *
 * @param path - From the root of the host.
 */
export function lookAlikes(baseURL: string, path: string): readonly LookAlike[] {
  const { protocol, hostname, port, host, origin, pathname } = new URL(baseURL);
  const rest = path + (path.includes('?') ? '&' : '?');
  const otherPort = port === '' ? 8443 : Number(port) === 65_535 ? 1024 : Number(port) + 1;
  const otherProtocol = protocol === 'https:' ? 'http:' : 'https:';
  // An address of digits cannot have another name before it.
  const named = /^[\d.]+$|:/.test(hostname) ? 'localhost.elsewhere.test' : hostname;
  const atRoot = {
    'another host': `${protocol}//elsewhere.test${path}`,
    'a host that goes on': `${protocol}//${hostname}.elsewhere.test${path}`,
    'a host that begins with more': `${protocol}//a.${named}${path}`,
    'a host that only ends alike': `${protocol}//not-${named}${path}`,
    'another port': `${protocol}//${hostname}:${otherPort}${path}`,
    'another scheme': `${otherProtocol}//${host}${path}`,
    'the host as a user name': `${protocol}//${host}@elsewhere.test${path}`,
    'the host behind a backslash': `${protocol}//elsewhere.test\\@${host}${path}`,
    'the URL in a query': `${protocol}//elsewhere.test${rest}to=${baseURL}`,
    'the URL in a fragment': `${protocol}//elsewhere.test/#${baseURL}`,
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
