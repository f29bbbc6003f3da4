import {
  type GrantStore,
  isKeyringError,
  type KeyringInterceptor,
  type OptionProblem,
  type TokenStore,
} from '@axios-keyring/core';
import { type Findings, type Place, placeBelow } from '../findings.js';
import { describeFailure } from '../modules/load-failure.js';
import { describeType, quoted, unknownKey } from '../plain.js';
import { type LoadedProvider } from '../provider.js';
import { type RouteEntry } from '../read/layers.js';
import { type ResolvedOption, type ResolvedOptions } from '../references/resolve-options.js';

/** The stores that a config shares among its providers. */
export interface Stores {
  readonly tokenStore: TokenStore | undefined;
  readonly grantStore: GrantStore | undefined;
}

/** Calls the provider of a route. What it says is wrong is noted at the place in the config where that stands. */
export function callProvider(
  route: RouteEntry,
  { declaration: { options: schemas }, provide }: LoadedProvider,
  resolved: ResolvedOptions,
  { tokenStore, grantStore }: Stores,
  findings: Findings,
): KeyringInterceptor | undefined {
  const known = Object.keys(schemas);
  const unknown = [...route.options].filter(([option]) => !known.includes(option));
  for (const [option, { value, place }] of unknown) {
    const message = `${unknownKey(option, known, 'option')} Found ${describeType(value)}.`;
    findings.problem(place, message, 'ERR_KEYRING_OPTION');
  }
  const failed = [...resolved].flatMap(([option, found]) => (found ? [] : [option]));

  function call(valueOf: (option: ResolvedOption) => unknown): KeyringInterceptor | undefined {
    const values = [...resolved].flatMap(([option, found]) =>
      found ? [[option, valueOf(found)] as const] : [],
    );
    try {
      return provide({
        ...Object.fromEntries(values),
        ...(route.baseURL && { baseURL: route.baseURL.value }),
        ...(tokenStore && { tokenStore }),
        ...(grantStore && { grantStore }),
      });
    } catch (error) {
      for (const problem of problemsOf(error)) note(problem);
      return undefined;
    }
  }

  function note({ code, option, problem, remedy }: OptionProblem): void {
    // That a value is missing follows from what was said already.
    if (failed.includes(option) || (failed.length > 0 && code === 'ERR_KEYRING_MISSING_OPTION')) return;
    const found = resolved.get(option);
    const { env, kind = 'text', secret } = schemas[option]?.metadata ?? {};
    // A provider tells how its function is called; here it is the config.
    const where = option === 'baseURL' ? 'as baseURL of the route' : `as options.${option}`;
    const here = remedy === undefined ? '' : ` Set it ${where}${env === undefined ? '' : ` or in ${env}`}.`;
    const isPlain = secret !== true && ['choice', 'identifier', 'integer', 'flag'].includes(kind);
    const what = isPlain && found?.source === undefined ? quoted(found?.text) : describeType(found?.text);
    const from = found?.source === undefined ? '' : ` from the ${found.source}`;
    findings.problem(
      placeOf(route, option),
      `${problem}${here}${found ? ` Found ${what}${from}.` : ''}`,
      code,
    );
  }

  // With the texts first: the provider checks those at once, and readers when a request needs them.
  const checked = call(({ text }) => text);
  return checked && unknown.length + failed.length === 0 ? call(({ value }) => value) : undefined;
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

function placeOf({ place, baseURL, options }: RouteEntry, option: string): Place {
  if (option === '') return place;
  const given = options.get(option)?.place;
  if (given) return given;
  if (option === 'baseURL') return baseURL?.place ?? placeBelow(place, option);
  return placeBelow(placeBelow(place, 'options'), option);
}
