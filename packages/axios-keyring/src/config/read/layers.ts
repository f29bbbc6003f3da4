import { suggest } from '@axios-keyring/core/engine';
import { dirname, resolve } from 'node:path';
import { type Unmatched } from '../../unmatched.js';
import { argumentsPlace, type Findings, Mistake, type Place, placeBelow, type Placed } from '../findings.js';
import { isPlainObject, isWalkable } from '../plain.js';
import { isPathOfProvider, type LoadedProvider, withoutScope } from '../provider.js';
import { configShape, profileShape } from '../shape/config-shape.js';
import { type ValueOf, wrong } from '../shape/shape.js';
import { findExtended, shownPath } from './find-config.js';
import { isDataFile, readConfig } from './read-config.js';

/** A route as it stands in one file, or in several over each other. */
export interface RouteEntry {
  /** As it is written, or the name of a provider that is given itself. */
  readonly provider: string;
  /** The provider, where a program gave it. */
  readonly given: LoadedProvider | undefined;
  /** The same for two routes of one provider, however it is written. */
  readonly identity: string;
  readonly name: string | undefined;
  readonly baseURL: Placed<string> | undefined;
  readonly options: ReadonlyMap<string, Placed>;
  readonly place: Place;
}

/** A config, or a profile of one. */
interface ConfigLayer {
  readonly routes: readonly RouteEntry[];
  readonly unmatched: Unmatched | undefined;
  readonly tokenStore: Placed | undefined;
  readonly grantStore: Placed | undefined;
}

/** A config with all that it extends, in one. */
export interface CollectedConfig extends ConfigLayer {
  /** As messages name them, those that are extended first. */
  readonly files: readonly string[];
}

const mostFiles = 100;

/**
 * Reads a config and all that it extends, and puts one over the other, each with its profile. `unmatched`,
 * `tokenStore` and `grantStore` replace those below.
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
  const layers: ConfigLayer[] = [];
  const profiles = new Set<string>();

  async function collect(path: string, chain: readonly string[]): Promise<void> {
    const shown = shownPath(path, directory);
    const place = { file: { directory: dirname(path), shown, isData: isDataFile(path) }, path: '' };
    await findings.attempt(place, async () => {
      const parts = splitProfiles(await readConfig(path), place, findings);
      const config = configShape.read({ value: parts.base, place }, findings);
      for (const name of config.extends ?? []) {
        await findings.attempt(name.place, () => extend(name, [...chain, path]));
      }
      layers.push(layerOf(config, findings));
      for (const [name, part] of parts.profiles) {
        profiles.add(name);
        const read = findings.attemptNow(part.place, () => profileShape.read(part, findings));
        const layer = read && layerOf(read, findings);
        if (layer && name === profile) layers.push(layer);
      }
    });
    files.push(shown);
  }

  function extend({ value, place }: Placed<string>, chain: readonly string[]): Promise<void> {
    const found = findExtended(value, place.file.directory, directory);
    if (chain.includes(found)) {
      const names = [...chain.slice(chain.indexOf(found)), found];
      const circle = names.map((name) => shownPath(name, directory)).join(' → ');
      throw new Mistake(`The files extend each other in a circle: ${circle}. Remove one.`);
    }
    if (files.length >= mostFiles) {
      throw new Mistake(`More than ${mostFiles} files are extended, one by the other. Extend fewer.`);
    }
    return collect(found, chain);
  }

  await collect(path, []);
  // A service may well run where a shared config changes nothing, so that alone is no mistake.
  const isKnown = profile === undefined || profiles.has(profile);
  const closest = isKnown ? undefined : suggest(profile, [...profiles]);
  if (closest !== undefined) {
    findings.warn(
      placeBelow(argumentsPlace, 'profile'),
      `There is no profile of the environment’s name, but a similar one: $${closest}. Did you mean "${closest}"?`,
    );
  }
  return {
    files,
    routes: layers.reduce<readonly RouteEntry[]>(
      (below, { routes }) => mergeRoutes(below, routes, findings),
      [],
    ),
    unmatched: layers.findLast(({ unmatched }) => unmatched)?.unmatched,
    tokenStore: layers.findLast(({ tokenStore }) => tokenStore)?.tokenStore,
    grantStore: layers.findLast(({ grantStore }) => grantStore)?.grantStore,
  };
}

/** Takes a config apart: what is always so, and what each profile changes. */
function splitProfiles(
  value: unknown,
  place: Place,
  findings: Findings,
): { readonly base: object; readonly profiles: ReadonlyMap<string, Placed> } {
  if (value === undefined) throw new Mistake('The file is empty. Write at least { "routes": [] }.');
  if (!isPlainObject(value)) throw wrong({ value, place }, 'an object with routes');
  if (!isWalkable(value)) {
    throw new Mistake('The config contains itself, or is too large or too deep to be one.');
  }
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  const isProfile = (key: string): boolean => /^\$./.test(key) && key !== '$schema';
  const base = Object.fromEntries(entries.filter(([key]) => !isProfile(key)));
  const profiles = entries
    .filter(([key]) => isProfile(key))
    .map(([key, part]) => [key.slice(1), { value: part, place: placeBelow(place, key) }] as const);
  if (!Object.hasOwn(base, 'routes') && !Object.hasOwn(base, 'extends') && profiles.length === 0) {
    findings.problem(place, 'There are no routes. Write "routes": [{ "provider": "taxjar" }] for example.');
  }
  return { base, profiles: new Map(profiles) };
}

function layerOf(
  { routes = [], unmatched, tokenStore, grantStore }: ValueOf<typeof profileShape>,
  findings: Findings,
): ConfigLayer {
  const entries = routes.flatMap(({ value: { provider, name, baseURL, options = new Map() }, place }) => {
    // What is wrong with it was noted.
    if (!provider) return [];
    const isPath = isPathOfProvider(provider.name);
    const identity = isPath ? resolve(place.file.directory, provider.name) : withoutScope(provider.name);
    return [{ provider: provider.name, given: provider.given, identity, name, baseURL, options, place }];
  });
  for (const [index, { name, place }] of entries.entries()) {
    const present = entries.slice(0, index).find((other) => name !== undefined && other.name === name);
    if (!present) continue;
    const message = `${present.place.path} has the same name. Give each a name of its own.`;
    findings.problem(placeBelow(place, 'name'), message);
  }
  return { routes: entries, unmatched, tokenStore, grantStore };
}

/**
 * Puts routes over others. A route changes the one below with the same name or, where it has no name, with the same
 * provider and base URL: each of its options replaces that option. Any other route is added.
 */
function mergeRoutes(
  below: readonly RouteEntry[],
  above: readonly RouteEntry[],
  findings: Findings,
): readonly RouteEntry[] {
  const routes = [...below];
  for (const route of above) {
    const candidates = below.filter((present) => isSameRoute(present, route));
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
  return routes;
}

function isSameRoute(below: RouteEntry, above: RouteEntry): boolean {
  if (above.name !== undefined) return below.name === above.name;
  return below.identity === above.identity && below.baseURL?.value === above.baseURL?.value;
}
