import { type Route } from '../contract/authorizer.js';
import { climbsOut, comparablePath } from './path.js';

/** The routes of one origin, by path. */
interface OriginPaths {
  readonly routes: Map<string, Route>;
  /** How long the paths are: nothing is looked up that has another length. */
  readonly lengths: Set<number>;
  longest: number;
}

/**
 * Routes, found by origin and whole path segments; the longest base URL wins. A look-up costs one step per
 * segment of the URL's path, however many routes there are.
 */
export class RouteTable {
  readonly #paths = new Map<string, OriginPaths>();

  /** Adds a route. Answers the one that has the same base URL already, which then stays, or `undefined`. */
  add(route: Route): Route | undefined {
    const { origin, path } = route.baseURL;
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
    return present;
  }

  /**
   * Whether any route is at an origin.
   *
   * @param origin - As `URL.origin` writes it.
   */
  hasOrigin(origin: string): boolean {
    return this.#paths.has(origin);
  }

  /** The route for a URL, or `undefined`. */
  match(url: URL): Route | undefined {
    // A `blob:` URL has the origin of the URL inside it, and its path is no path.
    const { protocol } = url;
    if (protocol !== 'https:' && protocol !== 'http:') return undefined;
    const paths = this.#paths.get(url.origin);
    if (!paths) return undefined;
    const pathname = comparablePath(url.pathname);
    const { longest } = paths;
    let end = pathname.length > longest ? pathname.lastIndexOf('/', longest) : pathname.length;
    for (; end > 0; end = pathname.lastIndexOf('/', end - 1)) {
      if (!paths.lengths.has(end)) continue;
      const route = paths.routes.get(pathname.slice(0, end));
      if (route) return climbsOut(pathname) ? undefined : route;
    }
    return paths.routes.get('');
  }

  /** All routes, in the order in which their origins and paths were added. */
  *[Symbol.iterator](): Generator<Route> {
    for (const { routes } of this.#paths.values()) yield* routes.values();
  }
}
