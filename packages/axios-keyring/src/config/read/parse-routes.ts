import { didYouMean, parseBaseURL } from '@axios-keyring/core';
import { type RouteEntry } from './config-layer.js';
import { type Findings } from '../findings.js';
import { directoryOf, looksHarmless, type Place, placeBelow, type Placed, shownKey } from '../place.js';
import { describeType, isList, isPlainObject } from './plain.js';
import { asProvider } from '../routes/load-provider.js';
import { identityOf, providerProblem } from '../routes/provider-name.js';

const keys = ['provider', 'name', 'baseURL', 'options'];

/** Reads a list of routes, and notes all that is not as it has to be. */
export function parseRoutes(value: unknown, place: Place, findings: Findings): readonly RouteEntry[] {
  if (value === undefined) return [];
  if (!isList(value)) {
    findings.problem(place, `routes is a list of { "provider": … }; found ${describeType(value)}.`);
    return [];
  }
  const routes = value.flatMap(
    (element, index) => parseRoute(element, placeBelow(place, index), findings) ?? [],
  );
  const names = new Map<string, Place>();
  for (const route of routes) {
    if (route.name === undefined) continue;
    const present = names.get(route.name);
    if (present) {
      findings.problem(
        placeBelow(route.place, 'name'),
        `${present.path} has the same name. Give each a name of its own.`,
      );
    }
    names.set(route.name, route.place);
  }
  return routes;
}

function parseRoute(value: unknown, place: Place, findings: Findings): RouteEntry | undefined {
  if (!isPlainObject(value)) {
    findings.problem(
      place,
      `A route is an object such as { "provider": "taxjar" }; found ${describeType(value)}.`,
    );
    return undefined;
  }
  const parts = new Map<string, unknown>(Object.entries(value).filter(([, part]) => part !== undefined));
  for (const key of parts.keys()) {
    if (keys.includes(key)) continue;
    const message = `There is no key ${shownKey(key)}.${didYouMean(key, keys)} The keys of a route are ${keys.join(', ')}.`;
    findings.problem(placeBelow(place, key), message);
  }
  const given = asProvider(parts.get('provider'));
  const provider =
    given?.declaration.name ?? parseProvider(parts.get('provider'), placeBelow(place, 'provider'), findings);
  const name = parseName(parts.get('name'), placeBelow(place, 'name'), findings);
  const baseURL = parseURL(parts.get('baseURL'), placeBelow(place, 'baseURL'), findings);
  const options = parseOptions(parts.get('options'), placeBelow(place, 'options'), findings);
  if (provider === undefined) return undefined;
  const identity = identityOf(provider, directoryOf(place));
  return { provider, given, identity, name, baseURL, options, place };
}

function parseProvider(value: unknown, place: Place, findings: Findings): string | undefined {
  let problem: string | undefined = `provider is missing; found ${describeType(value)}.`;
  if (typeof value === 'string') problem = providerProblem(value);
  if (typeof value === 'function')
    problem = 'provider is a function, but not what defineProvider gave, which is not called here.';
  if (problem === undefined && typeof value === 'string') return value;
  const advice = 'Name a provider, such as "taxjar", a package or a path beginning with "./".';
  findings.problem(place, `${problem ?? ''} ${advice}`);
  return undefined;
}

function parseName(value: unknown, place: Place, findings: Findings): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^[\w.-]{1,40}$/.test(value) && looksHarmless(value)) return value;
  findings.problem(
    place,
    `name has to be a word or a few, with up to 4 digits, and _ . - between them; found ${typeof value === 'string' ? 'another string' : describeType(value)}.`,
  );
  return undefined;
}

function parseURL(value: unknown, place: Place, findings: Findings): Placed<string> | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') {
    findings.problem(place, `baseURL has to be an https URL; found ${describeType(value)}.`);
    return undefined;
  }
  const result = parseBaseURL(value);
  if ('baseURL' in result) return { value: result.baseURL.href, place };
  findings.problem(
    place,
    `baseURL ${result.problem}. Give an https URL, without a query.`,
    'ERR_KEYRING_BASE_URL',
  );
  return undefined;
}

function parseOptions(value: unknown, place: Place, findings: Findings): ReadonlyMap<string, Placed> {
  if (value === undefined) return new Map();
  if (!isPlainObject(value)) {
    findings.problem(place, `options has to be an object; found ${describeType(value)}.`);
    return new Map();
  }
  // What a program leaves undefined comes from the environment, as in a provider’s call.
  const given = Object.entries(value).filter(([, option]) => option !== undefined);
  return new Map(given.map(([option, part]) => [option, { value: part, place: placeBelow(place, option) }]));
}
