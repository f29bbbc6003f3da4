import { type ConfigLayer, type RouteEntry } from './config-layer.js';
import { type Findings } from '../findings.js';
import { placeBelow } from '../place.js';

/**
 * Puts a layer over another. `unmatched` and `tokenStore` replace those below. A route changes the one below with the
 * same name or, where it has no name, with the same provider and base URL: each of its options replaces that option.
 * Any other route is added.
 */
export function mergeLayers(below: ConfigLayer, above: ConfigLayer, findings: Findings): ConfigLayer {
  const routes = [...below.routes];
  for (const route of above.routes) {
    const candidates = below.routes.filter((present) => isSameRoute(present, route));
    const [present, another] = candidates;
    if (another && present) {
      const places = candidates.map(({ place }) => place.path).join(' and ');
      findings.problem(
        route.place,
        `It changes a route of the same provider and base URL, and there are several: ${places}. Give each a ` +
          '"name", and this one the name of the one that is meant.',
      );
    } else if (present && present.identity !== route.identity) {
      findings.problem(
        placeBelow(route.place, 'provider'),
        `${present.place.path} of ${present.place.file.shown} has the same name and another provider. Give ` +
          'it another name.',
      );
    } else if (present && !routes.includes(present)) {
      findings.problem(
        route.place,
        `Another route beside it changes ${present.place.path} of ${present.place.file.shown} already. Give each a ` +
          '"name" in both places.',
      );
    } else if (present) {
      routes[routes.indexOf(present)] = mergeRoutes(present, route);
    } else {
      routes.push(route);
    }
  }
  return {
    routes,
    unmatched: above.unmatched ?? below.unmatched,
    tokenStore: above.tokenStore ?? below.tokenStore,
  };
}

function isSameRoute(below: RouteEntry, above: RouteEntry): boolean {
  if (above.name !== undefined) return below.name === above.name;
  return below.identity === above.identity && below.baseURL?.value === above.baseURL?.value;
}

function mergeRoutes(below: RouteEntry, above: RouteEntry): RouteEntry {
  return {
    ...below,
    given: above.given ?? below.given,
    baseURL: above.baseURL ?? below.baseURL,
    options: new Map([...below.options, ...above.options]),
  };
}
