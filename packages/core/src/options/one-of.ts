import { type OptionProblem } from '../platform/errors.js';
import { type OptionSchemas } from './option.js';
import { optionProblem } from './problems.js';

/**
 * Sets of options of which exactly one is used, for example a connection string, or an endpoint and a key. It is a list of
 * them or, where a choice says which, the sets by that choice's values: `{ platform: { cloud: [...], own: [...] } }`.
 * What is declared as optional, or has a default, may be absent in its set as well.
 */
export type OneOf<Name extends string = string> =
  readonly (readonly Name[])[] | Readonly<Record<string, Readonly<Record<string, readonly Name[]>>>>;

/** One of the sets, as types see it: the names of its options, and what the choice is then. */
export interface TypedSet {
  names: string;
  said: object;
}

/** All sets, as types see them. */
export type SetsOf<Sets extends OneOf> = Sets extends readonly (infer Names extends readonly string[])[]
  ? SetOf<Names, object>
  : {
      [Choice in keyof Sets]: {
        [Value in keyof Sets[Choice]]: SetOf<Sets[Choice][Value], Readonly<Record<Choice, Value>>>;
      }[keyof Sets[Choice]];
    }[keyof Sets];

type SetOf<Names, Said> = Names extends readonly string[] ? { names: Names[number]; said: Said } : never;

/** One of the sets, as it is declared. */
export interface OptionSet {
  readonly names: readonly string[];
  /** Those without which the set is not complete. */
  readonly needed: readonly string[];
  /** The choice that says which set is meant, and its value for this one. */
  readonly choice?: { readonly option: string; readonly value: string };
}

/** The sets with what their options declare. */
export function optionSets(oneOf: OneOf, schemas: OptionSchemas): readonly OptionSet[] {
  const setOf = (names: readonly string[], choice?: OptionSet['choice']): OptionSet => ({
    names,
    needed: names.filter((name) => 'problem' in (schemas[name]?.check(undefined) ?? {})),
    ...(choice && { choice }),
  });
  if (isList(oneOf)) return oneOf.map((names) => setOf(names));
  return Object.entries(oneOf).flatMap(([option, sets]) =>
    Object.entries(sets).map(([value, names]) => setOf(names, { option, value })),
  );
}

function isList(oneOf: OneOf): oneOf is readonly (readonly string[])[] {
  return Array.isArray(oneOf);
}

/** What was given as arguments, or found in the environment. */
export type Values = ReadonlyMap<string, unknown>;

/**
 * Chooses the set that is meant. The arguments decide, and the environment only completes: a connection string that happens
 * to be in the environment never competes with an access key that was passed.
 *
 * @returns The chosen set, or what is wrong.
 */
export function chooseSet(
  sets: readonly OptionSet[],
  schemas: OptionSchemas,
  given: Values,
  environment: Values,
): OptionSet | OptionProblem {
  const keys = new Set(sets.flatMap(({ needed }) => needed));
  const arguments_ = [...given.keys()].filter((option) => keys.has(option));
  const said = saidSets(sets, arguments_.length > 0 ? [given] : [given, environment]);
  const fitting = said.filter(({ names }) => arguments_.every((option) => names.includes(option)));
  const complete = fitting.find(({ needed }) =>
    needed.every((option) => given.has(option) || environment.has(option)),
  );
  if (!complete && fitting.length > 0) {
    const missing = fitting[0]?.needed.find((option) => !given.has(option) && !environment.has(option));
    const problem = `Credentials are missing. ${advice(fitting, schemas)}`;
    return optionProblem(missing ?? '', problem, undefined, 'ERR_KEYRING_MISSING_OPTION');
  }
  const meant = complete ?? (said.length === 1 ? said[0] : undefined);
  const foreign = [...given.keys()].filter(
    (option) => !meant?.names.includes(option) && sets.some(({ names }) => names.includes(option)),
  );
  if (complete && foreign.length === 0) return complete;
  const choice = meant?.choice;
  const mixed = [...foreign, ...(choice ? [`${choice.option} ${choice.value}`] : (meant?.needed ?? []))];
  const problem = `${mixed.join(' and ')} do not go together. ${advice(sets, schemas)}`;
  return optionProblem(foreign[0] ?? '', problem);
}

/** The sets for which the choice was made, if it was; a value that there is not is refused with the choice itself. */
function saidSets(sets: readonly OptionSet[], places: readonly Values[]): readonly OptionSet[] {
  const option = sets[0]?.choice?.option ?? '';
  const said = places.map((values) => values.get(option)).find((value) => value !== undefined);
  const meant = sets.filter(({ choice }) => choice?.value === said);
  return meant.length > 0 ? meant : sets;
}

function advice(sets: readonly OptionSet[], schemas: OptionSchemas): string {
  const named = (option: string): string => {
    const env = schemas[option]?.metadata.env;
    return env === undefined ? option : `${option} (or ${env})`;
  };
  const listed = sets.map(({ needed, choice }) => {
    const options = needed.map(named).join(' and ');
    return choice ? `${options} for the ${choice.option} ${choice.value}` : options;
  });
  return `Give ${listed.join(', or ')}.`;
}
