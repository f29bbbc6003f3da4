import {
  type DeclaredFacts,
  isKeyringError,
  type KeyringInterceptor,
  type OptionMetadata,
  type OptionProblem,
  type TokenStore,
} from '@axios-keyring/core';
import { type Findings } from '../findings.js';
import { describeFailure } from '../modules/load-failure.js';
import { type Place, placeBelow } from '../place.js';
import { describeType, quoted, unknownKey } from '../plain.js';
import { type LoadedProvider } from '../providers/provider.js';
import { type RouteEntry } from '../read/read-parts.js';
import { type RouteOptions } from '../references/resolve-options.js';

/** Calls the provider of a route. What it says is wrong is noted at the place in the config where that stands. */
export function callProvider(
  route: RouteEntry,
  provider: LoadedProvider,
  options: RouteOptions,
  tokenStore: TokenStore | undefined,
  findings: Findings,
): KeyringInterceptor | undefined {
  const { declaration } = provider;
  const known = Object.keys(declaration.options);
  const unknown = [...route.options].filter(([option]) => !known.includes(option));
  for (const [option, { value, place }] of unknown) {
    const message = `${unknownKey(option, known, 'option')} Found ${describeType(value)}.`;
    findings.problem(place, message, 'ERR_KEYRING_OPTION');
  }
  const call = (values: ReadonlyMap<string, unknown>): KeyringInterceptor | undefined => {
    try {
      return provider.provide({
        ...Object.fromEntries(values),
        ...(route.baseURL && { baseURL: route.baseURL.value }),
        ...(tokenStore && { tokenStore }),
      });
    } catch (error) {
      for (const problem of problemsOf(error)) noteProblem(problem, route, declaration, options, findings);
      return undefined;
    }
  };
  // With the texts first: the provider checks those at once, and readers when a request needs them.
  const checked = call(options.texts);
  if (!checked || unknown.length > 0 || options.failed.size > 0) return undefined;
  return call(options.values);
}

function problemsOf(error: unknown): readonly OptionProblem[] {
  if (!isKeyringError(error)) {
    const message = `The provider failed ${describeFailure(error)}`;
    return [{ code: 'ERR_KEYRING_CONFIG', option: '', problem: message, message }];
  }
  if (error.problems.length > 0) return error.problems;
  const { option = '', text: message } = error;
  return [{ code: 'ERR_KEYRING_OPTION', option, problem: message, message }];
}

function noteProblem(
  { code, option, problem, remedy }: OptionProblem,
  route: RouteEntry,
  { options: schemas }: DeclaredFacts,
  { failed, sources, texts }: RouteOptions,
  findings: Findings,
): void {
  // That a value is missing follows from what was said already.
  if (failed.has(option) || (failed.size > 0 && code === 'ERR_KEYRING_MISSING_OPTION')) return;
  const schema = Object.hasOwn(schemas, option) ? schemas[option] : undefined;
  // A provider tells how its function is called; here it is the config.
  const env = schema?.metadata.env;
  const where = option === 'baseURL' ? 'as baseURL of the route' : `as options.${option}`;
  const here = remedy === undefined ? '' : ` Set it ${where}${env === undefined ? '' : ` or in ${env}`}.`;
  const isGiven = schema !== undefined && route.options.has(option);
  const found = isGiven ? ` ${foundText(texts.get(option), schema.metadata, sources.get(option))}` : '';
  findings.problem(placeOf(route, option), `${problem}${here}${found}`, code);
}

function foundText(value: unknown, { kind, secret }: OptionMetadata, source: string | undefined): string {
  const isPlain =
    secret !== true && source === undefined && ['choice', 'identifier', 'integer', 'flag'].includes(kind);
  const what = isPlain ? quoted(value) : describeType(value);
  return source === undefined ? `Found ${what}.` : `Found ${what} from the ${source}.`;
}

function placeOf({ place, baseURL, options }: RouteEntry, option: string): Place {
  if (option === '') return place;
  const given = options.get(option)?.place;
  if (given) return given;
  if (option === 'baseURL') return baseURL?.place ?? placeBelow(place, option);
  return placeBelow(placeBelow(place, 'options'), option);
}
