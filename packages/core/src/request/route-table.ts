import { type Route } from '../contract/authorizer.js';

/** The routes of one origin, by path. */
interface OriginPaths {
  readonly routes: Map<string, Route>;
  /** How long the paths are: nothing is looked up that has another length. */
  readonly lengths: Set<number>;
  longest: number;
}

/**
 * Routes, found by origin and whole path segments. One for the very host goes before a wildcard, a longer wildcard before a
 * shorter one, and then the longest path. A look-up costs one step per label of the host and per segment of the path,
 * however many routes there are.
 */
export class RouteTable {
  readonly #paths = new Map<string, OriginPaths>();
  /** How long the origins of wildcards are from the dot after the star on: no other is looked up. */
  readonly #tails = new Set<number>();
  #longestTail = 0;

  /** Adds a route. Answers the one that has the same base URL already, which then stays, or `undefined`. */
  add(route: Route): Route | undefined {
    const { origin, path, isWildcard } = route.baseURL;
    const paths = this.#paths.get(origin) ?? {
      routes: new Map<string, Route>(),
      lengths: new Set<number>(),
      longest: 0,
    };
    this.#paths.set(origin, paths);
    const present = paths.routes.get(path);
    if (!present) paths.routes.set(path, route);
    paths.lengths.add(path.length);
    paths.longest = Math.max(paths.longest, path.length);
    if (isWildcard) {
      const tail = origin.length - origin.indexOf('.');
      this.#tails.add(tail);
      this.#longestTail = Math.max(this.#longestTail, tail);
    }
    return present;
  }

  /**
   * Whether any route is at an origin.
   *
   * @param origin - As `URL.origin` writes it.
   */
  hasOrigin(origin: string): boolean {
    return this.#paths.has(origin) || this.#atWildcards(origin, () => true) === true;
  }

  /** The route for a URL, or `undefined`. */
  match(url: URL): Route | undefined {
    const { protocol, origin } = url;
    // A `blob:` URL has the origin of the URL inside it, and its path is no path. A star in a URL is in nobody's name.
    if ((protocol !== 'https:' && protocol !== 'http:') || origin.includes('*')) return undefined;
    const paths = this.#paths.get(origin);
    const route =
      (paths && atPath(paths, url.pathname)) ??
      this.#atWildcards(origin, (found) => atPath(found, url.pathname));
    return route && route.baseURL.path !== '' && climbsOut(url.pathname) ? undefined : route;
  }

  /** The first that is found at a wildcard that covers an origin; the longest are asked first. */
  #atWildcards<Found>(origin: string, find: (paths: OriginPaths) => Found | undefined): Found | undefined {
    if (this.#tails.size === 0) return undefined;
    const start = origin.indexOf('//') + 2;
    const from = Math.max(start, origin.length - this.#longestTail);
    for (let dot = origin.indexOf('.', from); dot !== -1; dot = origin.indexOf('.', dot + 1)) {
      if (!this.#tails.has(origin.length - dot)) continue;
      const paths = this.#paths.get(`${origin.slice(0, start)}*${origin.slice(dot)}`);
      const found = paths && labels.test(origin.slice(start, dot)) ? find(paths) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** All routes, in the order in which their origins and paths were added. */
  *[Symbol.iterator](): Generator<Route> {
    for (const { routes } of this.#paths.values()) yield* routes.values();
  }
}

// What a star stands for. A parser of URLs leaves other characters, and empty labels, in a host as well.
const labels = /^[a-z\d_-]+(?:\.[a-z\d_-]+)*$/;

function atPath({ routes, lengths, longest }: OriginPaths, path: string): Route | undefined {
  const pathname = path.includes('%') ? comparablePath(path) : path;
  let end = pathname.length > longest ? pathname.lastIndexOf('/', longest) : pathname.length;
  for (; end > 0; end = pathname.lastIndexOf('/', end - 1)) {
    const route = lengths.has(end) ? routes.get(pathname.slice(0, end)) : undefined;
    if (route) return route;
  }
  return routes.get('');
}

// As a server reads them that decodes what no parser of URLs takes for a dot or a separator: overlong forms, which UTF-8
// forbids (https://www.rfc-editor.org/rfc/rfc3629#section-10), and those of %u.
const dot = String.raw`(?:\.|%2e|%u002e)`;
const separator = String.raw`[/\\]|%2f|%5c|%u002f|%u005c`;
// Control characters and spaces around a name are dropped by some, and a null character ends it for others.
const dropped = '(?:%[01][0-9a-f]|%20|%7f)*';
const disguisedClimb = new RegExp(
  `(?:^|${separator})${dropped}${dot}${dropped}${dot}${dropped}(?=${separator}|;|%3b|%00|$)`,
  'i',
);
const overlong = /%c[01]%|%e0%[89]|%f0%8/i;

/**
 * Whether a server could take a path for one that climbs out of where it begins, although to a URL parser it has no dot
 * segment: `..%2f`, `..;` or `..%00` to one that decodes, takes out parameters or ends a text there before it resolves.
 * What is encoded twice is no such path: decoded once, as servers do, it is a name of its own.
 */
export function climbsOut(path: string): boolean {
  return /[%;]/.test(path) && (disguisedClimb.test(path) || overlong.test(path));
}

/** A path with its percent-encodings in capitals, which are the same: https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2.1 */
export function comparablePath(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (encoded) => encoded.toUpperCase());
}
