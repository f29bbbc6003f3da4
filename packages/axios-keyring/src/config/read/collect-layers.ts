import { suggest } from '@axios-keyring/core';
import { dirname } from 'node:path';
import { type Findings, Mistake } from '../findings.js';
import { argumentsPlace, type ConfigFile, placeBelow, type Placed } from '../place.js';
import { findExtended, shownPath } from './find-config.js';
import { isDataFile, readConfig } from './read-config.js';
import { type ConfigLayer, emptyLayer, readParts, type RouteEntry } from './read-parts.js';

/** A config with all that it extends, in one. */
export interface CollectedConfig {
  readonly layer: ConfigLayer;
  /** As messages name them, those that are extended first. */
  readonly files: readonly string[];
}

const mostFiles = 100;

/**
 * Reads a config and all that it extends, and puts one over the other, each with its profile.
 *
 * @param directory - Where the application runs.
 */
export async function collectLayers(
  path: string,
  profile: string | undefined,
  directory: string,
  findings: Findings,
): Promise<CollectedConfig> {
  const files: string[] = [];
  const profiles = new Set<string>();

  async function readFile(path: string, chain: readonly string[]): Promise<ConfigLayer> {
    const file: ConfigFile = {
      directory: dirname(path),
      shown: shownPath(path, directory),
      isData: isDataFile(path),
    };
    const place = { file, path: '' };
    const parts = await findings.attempt(place, async () =>
      readParts(await readConfig(path), place, findings),
    );
    let layer = emptyLayer;
    for (const name of parts?.extended ?? []) {
      const below = await findings.attempt(name.place, () => extend(name, [...chain, path]));
      layer = mergeLayers(layer, below ?? emptyLayer, findings);
    }
    files.push(file.shown);
    for (const name of parts?.profiles.keys() ?? []) profiles.add(name);
    const own = [parts?.base, parts?.profiles.get(profile ?? '')];
    return own.reduce<ConfigLayer>(
      (below, above) => mergeLayers(below, above ?? emptyLayer, findings),
      layer,
    );
  }

  function extend({ value, place }: Placed<string>, chain: readonly string[]): Promise<ConfigLayer> {
    const found = findExtended(value, place.file.directory, directory);
    if (chain.includes(found)) {
      const names = [...chain.slice(chain.indexOf(found)), found];
      const circle = names.map((name) => shownPath(name, directory)).join(' → ');
      throw new Mistake(`The files extend each other in a circle: ${circle}. Remove one.`);
    }
    if (files.length >= mostFiles) {
      throw new Mistake(`More than ${mostFiles} files are extended, one by the other. Extend fewer.`);
    }
    return readFile(found, chain);
  }

  const layer = await readFile(path, []);
  // A service may well run where a shared config changes nothing, so that alone is no mistake.
  const closest =
    profile === undefined || profiles.has(profile) ? undefined : suggest(profile, [...profiles]);
  if (closest !== undefined) {
    findings.warn(
      placeBelow(argumentsPlace, 'environment'),
      `There is no profile of the environment’s name, but a similar one: $${closest}. Did you mean "${closest}"?`,
    );
  }
  return { layer, files };
}

/**
 * Puts a layer over another. `unmatched` and `tokenStore` replace those below. A route changes the one below with the
 * same name or, where it has no name, with the same provider and base URL: each of its options replaces that option.
 * Any other route is added.
 */
function mergeLayers(below: ConfigLayer, above: ConfigLayer, findings: Findings): ConfigLayer {
  const routes = [...below.routes];
  for (const route of above.routes) {
    const candidates = below.routes.filter((present) => isSameRoute(present, route));
    const [present = route, another] = candidates;
    const index = routes.indexOf(present);
    const shown = `${present.place.path} of ${present.place.file.shown}`;
    if (another) {
      const places = candidates.map(({ place }) => place.path).join(' and ');
      findings.problem(
        route.place,
        `It changes a route of the same provider and base URL, and there are several: ${places}. Give each a ` +
          '"name", and this one the name of the one that is meant.',
      );
    } else if (present.identity !== route.identity) {
      findings.problem(
        placeBelow(route.place, 'provider'),
        `${shown} has the same name and another provider. Give it another name.`,
      );
    } else if (present === route) {
      routes.push(route);
    } else if (index < 0) {
      findings.problem(
        route.place,
        `Another route beside it changes ${shown} already. Give each a "name" in both places.`,
      );
    } else {
      routes[index] = {
        ...present,
        given: route.given ?? present.given,
        baseURL: route.baseURL ?? present.baseURL,
        options: new Map([...present.options, ...route.options]),
      };
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
