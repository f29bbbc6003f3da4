import { resolve } from 'node:path';
import { type Unmatched } from '../../unmatched.js';
import { type Findings, Mistake } from '../findings.js';
import { type Place, placeBelow, type Placed } from '../place.js';
import { isPlainObject, isWalkable } from '../plain.js';
import { type LoadedProvider } from '../providers/provider.js';
import { isPathOfProvider, withoutScope } from '../providers/provider-name.js';
import { configShape, profileShape } from '../shape/config-shape.js';
import { type ValueOf, wrong } from '../shape/shape.js';

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
export interface ConfigLayer {
  readonly routes: readonly RouteEntry[];
  readonly unmatched: Unmatched | undefined;
  readonly tokenStore: Placed | undefined;
}

/** A file: what is always so, and what each profile changes. */
export interface ConfigParts {
  readonly base: ConfigLayer;
  readonly profiles: ReadonlyMap<string, ConfigLayer>;
  readonly extended: readonly Placed<string>[];
}

/** A layer that says nothing. */
export const emptyLayer: ConfigLayer = { routes: [], unmatched: undefined, tokenStore: undefined };

/**
 * Reads the parts of a config, and notes all that is not as it has to be.
 *
 * @throws Mistake if it is no config at all.
 */
export function readParts(value: unknown, place: Place, findings: Findings): ConfigParts {
  if (value === undefined) throw new Mistake('The file is empty. Write at least { "routes": [] }.');
  if (!isPlainObject(value)) throw wrong({ value, place }, 'an object with routes');
  if (!isWalkable(value)) {
    throw new Mistake('The config contains itself, or is too large or too deep to be one.');
  }
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  const isProfile = (key: string): boolean => /^\$./.test(key) && key !== '$schema';
  const base = Object.fromEntries(entries.filter(([key]) => !isProfile(key)));
  const profiles = new Map<string, ConfigLayer>();
  for (const [key, part] of entries.filter(([name]) => isProfile(name))) {
    const below = { value: part, place: placeBelow(place, key) };
    const profile = findings.attemptNow(below.place, () => profileShape.read(below, findings));
    profiles.set(key.slice(1), profile ? layerOf(profile, findings) : emptyLayer);
  }
  if (!Object.hasOwn(base, 'routes') && !Object.hasOwn(base, 'extends') && profiles.size === 0) {
    findings.problem(place, 'There are no routes. Write "routes": [{ "provider": "taxjar" }] for example.');
  }
  const config = configShape.read({ value: base, place }, findings);
  return { base: layerOf(config, findings), profiles, extended: config.extends ?? [] };
}

function layerOf(
  { routes = [], unmatched, tokenStore }: ValueOf<typeof profileShape>,
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
  return { routes: entries, unmatched, tokenStore };
}
