import { didYouMean } from '@axios-keyring/core';
import { policies, type Unmatched } from '../../unmatched.js';
import { type ConfigLayer, type ConfigParts, emptyLayer } from './config-layer.js';
import { type Findings } from '../findings.js';
import { parseRoutes } from './parse-routes.js';
import { parseTokenStore } from './parse-token-store.js';
import { type Place, placeBelow, type Placed, shownKey } from '../place.js';
import { describeType, isList, isPlainObject, isWalkable } from './plain.js';
import { quoted } from './quoted.js';

const keys = ['$schema', 'extends', 'routes', 'unmatched', 'tokenStore'];
const profileKeys = ['routes', 'unmatched', 'tokenStore'];

/** Reads the parts of a config, and notes all that is not as it has to be. */
export function parseConfig(value: unknown, place: Place, findings: Findings): ConfigParts {
  const nothing = { base: emptyLayer, profiles: new Map<string, ConfigLayer>(), extended: [] };
  if (value === undefined) {
    findings.problem(place, 'The file is empty. Write at least { "routes": [] }.');
    return nothing;
  }
  if (!isPlainObject(value)) {
    findings.problem(place, `A config is an object with routes; found ${describeType(value)}.`);
    return nothing;
  }
  if (!isWalkable(value)) {
    findings.problem(place, 'The config contains itself, or is too large or too deep to be one.');
    return nothing;
  }
  const profiles = new Map<string, ConfigLayer>();
  for (const [key, part] of Object.entries(value)) {
    if (keys.includes(key) || part === undefined) continue;
    const below = placeBelow(place, key);
    if (/^\$./.test(key)) profiles.set(key.slice(1), parseProfile(part, below, findings));
    else findings.problem(below, unknownKey(key, keys));
  }
  if (own(value, 'routes') === undefined && own(value, 'extends') === undefined && profiles.size === 0) {
    findings.problem(place, 'There are no routes. Write "routes": [{ "provider": "taxjar" }] for example.');
  }
  const schema = own(value, '$schema');
  if (schema !== undefined && typeof schema !== 'string') {
    findings.problem(
      placeBelow(place, '$schema'),
      `$schema has to be a string; found ${describeType(schema)}.`,
    );
  }
  return {
    base: parseLayer(value, place, findings),
    profiles,
    extended: parseExtends(own(value, 'extends'), placeBelow(place, 'extends'), findings),
  };
}

function parseProfile(value: unknown, place: Place, findings: Findings): ConfigLayer {
  if (!isPlainObject(value)) {
    findings.problem(
      place,
      `A profile is an object with ${profileKeys.join(', ')}; found ${describeType(value)}.`,
    );
    return emptyLayer;
  }
  for (const key of Object.keys(value)) {
    if (profileKeys.includes(key)) continue;
    findings.problem(placeBelow(place, key), unknownKey(key, profileKeys));
  }
  return parseLayer(value, place, findings);
}

function parseLayer(value: Readonly<Record<string, unknown>>, place: Place, findings: Findings): ConfigLayer {
  return {
    routes: parseRoutes(own(value, 'routes'), placeBelow(place, 'routes'), findings),
    unmatched: parseUnmatched(own(value, 'unmatched'), placeBelow(place, 'unmatched'), findings),
    tokenStore: parseTokenStore(own(value, 'tokenStore'), placeBelow(place, 'tokenStore'), findings),
  };
}

function parseUnmatched(value: unknown, place: Place, findings: Findings): Unmatched | undefined {
  const policy = policies.find((candidate) => candidate === value);
  if (policy !== undefined || value === undefined) return policy;
  const hint = typeof value === 'string' ? didYouMean(value, policies) : '';
  findings.problem(
    place,
    `unmatched has to be one of ${policies.join(', ')}; found ${quoted(value)}.${hint}`,
  );
  return undefined;
}

function parseExtends(value: unknown, place: Place, findings: Findings): readonly Placed<string>[] {
  if (value === undefined) return [];
  const list = isList(value) ? value : [value];
  return list.flatMap((element, index) => {
    const at = isList(value) ? placeBelow(place, index) : place;
    if (typeof element === 'string' && element !== '') return [{ value: element, place: at }];
    findings.problem(at, `extends names a file or a package; found ${describeType(element)}.`);
    return [];
  });
}

/** An own property; `Object.prototype` may be polluted. */
function own(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function unknownKey(key: string, known: readonly string[]): string {
  const profile = known.includes('extends') ? ' A profile begins with $, as $production.' : '';
  return `There is no key ${shownKey(key)}.${didYouMean(key, known)} The keys are ${known.join(', ')}.${profile}`;
}
