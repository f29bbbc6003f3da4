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
  const hosts = [
    { what: 'another host', url: `${protocol}//elsewhere.test${path}` },
    { what: 'a host that goes on', url: `${protocol}//${hostname}.elsewhere.test${path}` },
    { what: 'a host that begins with more', url: `${protocol}//a.${named(hostname)}${path}` },
    { what: 'a host that only ends alike', url: `${protocol}//not-${named(hostname)}${path}` },
    { what: 'another port', url: `${protocol}//${hostname}:${otherPort}${path}` },
    { what: 'another scheme', url: `${otherProtocol}//${host}${path}` },
    { what: 'the host as a user name', url: `${protocol}//${host}@elsewhere.test${path}` },
    { what: 'the host behind a backslash', url: `${protocol}//elsewhere.test\\@${host}${path}` },
    { what: 'the URL in a query', url: `${protocol}//elsewhere.test${rest}to=${baseURL}` },
    { what: 'the URL in a fragment', url: `${protocol}//elsewhere.test/#${baseURL}` },
  ];
  const basePath = pathname.replace(/\/+$/, '');
  if (basePath === '') return hosts;
  return [...hosts, ...pathLookAlikes(origin, basePath)];
}

/** Addresses at the origin of a base URL with a path, that are not below it. */
export function pathLookAlikes(origin: string, basePath: string): readonly LookAlike[] {
  return [
    { what: 'the root above the path', url: `${origin}/` },
    { what: 'a path that only begins alike', url: `${origin}${basePath}-other/a` },
    { what: 'a path that climbs out', url: `${origin}${basePath}/../other` },
    { what: 'a path that climbs out in disguise', url: `${origin}${basePath}/%2e%2e/other` },
  ];
}

// An address of digits cannot have another name before it.
function named(hostname: string): string {
  return /^[\d.]+$|:/.test(hostname) ? 'localhost.elsewhere.test' : hostname;
}
