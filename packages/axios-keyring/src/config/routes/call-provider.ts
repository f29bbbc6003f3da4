import {
  type DeclaredFacts,
  didYouMean,
  isKeyringError,
  type KeyringInterceptor,
  type OptionMetadata,
  type OptionProblem,
  type TokenStore,
} from '@axios-keyring/core';
import { type RouteEntry } from '../read/config-layer.js';
import { type Findings } from '../findings.js';
import { describeFailure } from './import-module.js';
import { type LoadedProvider } from './load-provider.js';
import { type Place, placeBelow, shownKey } from '../place.js';
import { describeType } from '../read/plain.js';
import { quoted } from '../read/quoted.js';
import { type RouteOptions } from '../references/resolve-options.js';

/** Calls the provider of a route. What it says is wrong is noted at the place in the config where that stands. */
export function callProvider(
  route: RouteEntry,
  provider: LoadedProvider,
  options: RouteOptions,
  tokenStore: TokenStore | undefined,
  findings: Findings,
): KeyringInterceptor | undefined {
  const before = findings.problems.length;
  noteUnknownOptions(route, provider.declaration, findings);
  const unknown = findings.problems.length > before;
  // With the texts first: the provider checks those at once, and readers when a request needs them.
  const complete = (values: ReadonlyMap<string, unknown>): object => ({
    ...Object.fromEntries(values),
    ...(route.baseURL && { baseURL: route.baseURL.value }),
    ...(tokenStore && { tokenStore }),
  });
  const checked = attempt(route, provider, options, complete(options.texts), findings);
  if (!checked || unknown || options.failed.size > 0) return undefined;
  return attempt(route, provider, options, complete(options.values), findings);
}

function attempt(
  route: RouteEntry,
  provider: LoadedProvider,
  options: RouteOptions,
  values: object,
  findings: Findings,
): KeyringInterceptor | undefined {
  try {
    return provider.provide(values);
  } catch (error) {
    if (!isKeyringError(error)) {
      findings.problem(route.place, `The provider failed ${describeFailure(error)}`);
      return undefined;
    }
    const { code, option = '', text: message } = error;
    const problems: readonly OptionProblem[] =
      error.problems.length > 0 ? error.problems : [{ code: 'ERR_KEYRING_OPTION', option, message }];
    for (const problem of problems) noteProblem(problem, route, provider.declaration, options, findings);
    if (problems.length === 0) findings.problem(route.place, `${message} ${code}`);
    return undefined;
  }
}

function noteProblem(
  { code, option, message }: OptionProblem,
  route: RouteEntry,
  { options: schemas }: DeclaredFacts,
  { failed, sources, texts }: RouteOptions,
  findings: Findings,
): void {
  // That a value is missing follows from what was said already.
  if (failed.has(option) || (failed.size > 0 && code === 'ERR_KEYRING_MISSING_OPTION')) return;
  const schema = Object.hasOwn(schemas, option) ? schemas[option] : undefined;
  const place = option === '' ? route.place : optionPlace(route, option);
  // A provider tells how its function is called; here it is the config.
  const advice = message.replaceAll(/\bin \w+\(\{ (\w+) \}\)/g, (_, name: string) =>
    name === 'baseURL' ? 'as baseURL of the route' : `as options.${name}`,
  );
  const isGiven = schema !== undefined && route.options.has(option);
  const found = isGiven ? ` ${foundText(texts.get(option), schema.metadata, sources.get(option))}` : '';
  findings.problem(place, `${advice}${found}`, code);
}

function foundText(value: unknown, { kind, secret }: OptionMetadata, source: string | undefined): string {
  const isPlain =
    secret !== true && source === undefined && ['choice', 'identifier', 'integer', 'flag'].includes(kind);
  const what = isPlain ? quoted(value) : describeType(value);
  return source === undefined ? `Found ${what}.` : `Found ${what} from the ${source}.`;
}

function noteUnknownOptions(
  { options, place }: RouteEntry,
  { options: schemas }: DeclaredFacts,
  findings: Findings,
): void {
  const known = Object.keys(schemas);
  for (const [option, { value, place: at }] of options) {
    if (known.includes(option)) continue;
    const message =
      `There is no option ${shownKey(option)}.${didYouMean(option, known)} The options are ${known.join(', ')}. ` +
      `Found ${describeType(value)}.`;
    findings.problem(at.path === '' ? placeBelow(place, 'options') : at, message, 'ERR_KEYRING_OPTION');
  }
}

function optionPlace(route: RouteEntry, option: string): Place {
  if (option === 'baseURL' && !route.options.has(option)) {
    return route.baseURL?.place ?? placeBelow(route.place, option);
  }
  return route.options.get(option)?.place ?? placeBelow(placeBelow(route.place, 'options'), option);
}
