import { type OptionProblem } from '../platform/errors.js';
import { didYouMean } from '../platform/text.js';
import { environmentValues } from './environment.js';
import { chooseSet, type OneOf, type OptionSet, type SetsOf, type TypedSet, type Values } from './one-of.js';
import { type OptionSchema, type OptionSchemas } from './option.js';
import { optionError, optionProblem, whereToSet } from './problems.js';

/**
 * The options as a user may give them: each may be absent, because the environment may have it, and of several sets the
 * options of one only.
 */
export type OptionsInput<
  Schemas extends OptionSchemas,
  Sets extends OneOf = readonly [readonly []],
> = InputOf<Schemas, SetsOf<Sets>['names'], SetsOf<Sets>>;

/** The options as a provider reads them: checked, complete, secrets ready to be asked for, of several sets one. */
export type ResolvedOptions<
  Schemas extends OptionSchemas,
  Sets extends OneOf = readonly [readonly []],
> = OutputOf<Schemas, SetsOf<Sets>['names'], SetsOf<Sets>>;

// One after the other, so that each set is a type of its own.
type InputOf<Schemas, Grouped, Set> = Set extends TypedSet
  ? { readonly [Name in keyof Schemas]?: Of<Name, Grouped, Set, Input<Schemas[Name]>> | undefined }
  : never;

type OutputOf<Schemas, Grouped, Set> = Set extends TypedSet
  ? { readonly [Name in keyof Schemas]: Of<Name, Grouped, Set, Output<Schemas[Name]>> }
  : never;

type Of<Name, Grouped, Set extends TypedSet, Value> = Name extends keyof Set['said']
  ? Set['said'][Name]
  : Name extends Exclude<Grouped, Set['names']>
    ? undefined
    : Value;

type Input<Schema> = Schema extends OptionSchema<infer Given> ? Given : never;

type Output<Schema> = Schema extends OptionSchema<unknown, infer Read> ? Read : never;

/** What {@link resolveOptions} needs to know of a provider. */
export interface OptionsDeclaration {
  readonly name: string;
  readonly options: OptionSchemas;
  readonly sets: readonly OptionSet[];
}

/** What came of a provider's options. */
export interface Resolution<Options> {
  readonly options: Options;
  /** What was given or found, before any check; it holds secrets, so it is kept out of everybody's sight. */
  readonly values: Values;
}

/**
 * Completes the given options from the environment and checks them.
 *
 * @throws KeyringError with all problems, naming each option and its variable, never showing a value.
 */
export function resolveOptions<Options>(declaration: OptionsDeclaration, given: unknown): Resolution<Options>;
export function resolveOptions(declaration: OptionsDeclaration, given: unknown): object {
  const { name, options: schemas } = declaration;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const example = `{ ${Object.keys(schemas)[0] ?? ''}: … }`;
    throw optionError(name, [optionProblem('', `The options have to be an object, for example ${example}.`)]);
  }
  const problems = unknownOptions(given, Object.keys(schemas));
  const { values, unused } = collectValues(declaration, new Map(Object.entries(given)), problems);
  const resolved: Record<string, unknown> = {};
  for (const [option, schema] of Object.entries(schemas)) {
    if (unused.includes(option)) {
      resolved[option] = undefined;
      continue;
    }
    const checked = schema.check(values.get(option), { provider: name, option, values });
    if ('output' in checked) resolved[option] = checked.output;
    else if (!problems.some((problem) => problem.option === option)) {
      const where = whereToSet(name, option, schema);
      problems.push(
        values.has(option)
          ? optionProblem(option, `${option} ${checked.problem}`, where)
          : optionProblem(option, `${option} is missing.`, where, 'ERR_KEYRING_MISSING_OPTION'),
      );
    }
  }
  const [first, ...rest] = problems;
  if (first) throw optionError(name, [first, ...rest]);
  return { options: resolved, values };
}

function unknownOptions(given: object, known: readonly string[]): OptionProblem[] {
  return Object.keys(given)
    .filter((option) => !known.includes(option))
    .map((option) => {
      const meant = didYouMean(option, known);
      return optionProblem(
        option,
        `There is no option "${option}".${meant} The options are ${known.join(', ')}.`,
      );
    });
}

/** What there is to check, and the options of the sets that are not meant. */
interface CollectedValues {
  readonly values: Values;
  readonly unused: readonly string[];
}

function collectValues(
  { options: schemas, sets }: OptionsDeclaration,
  all: Values,
  problems: OptionProblem[],
): CollectedValues {
  const given = new Map([...all].filter(([, value]) => value !== undefined));
  const { values: environment, problems: unreadable } = environmentValues(schemas);
  const grouped = sets.flatMap(({ names }) => names);
  const chosen = sets.length === 0 ? undefined : chooseSet(sets, schemas, given, environment);
  const isProblem = chosen !== undefined && 'problem' in chosen;
  if (isProblem) problems.push(chosen);
  const unused = grouped.filter((option) =>
    isProblem ? !given.has(option) && !environment.has(option) : !chosen?.names.includes(option),
  );
  const isWanted = (option: string): boolean => !given.has(option) && !unused.includes(option);
  problems.push(...unreadable.filter(({ option }) => isWanted(option)));
  const values = new Map([...given, ...[...environment].filter(([option]) => isWanted(option))]);
  if (chosen && !isProblem) choose(chosen, sets, given, values);
  return { values, unused };
}

/** Notes which set is meant, so that a provider need not ask by its options; what there is not is refused where it stands. */
function choose(
  { needed, choice }: OptionSet,
  sets: readonly OptionSet[],
  given: Values,
  values: Map<string, unknown>,
): void {
  if (!choice || given.has(choice.option)) return;
  const said = values.get(choice.option);
  const isKnown = said === undefined || sets.some((set) => set.choice?.value === said);
  if (isKnown || needed.some((option) => given.has(option))) values.set(choice.option, choice.value);
}

/** Checks the `keyring` entry of a request config against what a provider declares. */
export function requestOptionsChecker(schemas: OptionSchemas): (options: object) => string | undefined {
  const known = Object.keys(schemas);
  return (options) => {
    for (const [option, value] of Object.entries(options)) {
      const schema = Object.hasOwn(schemas, option) ? schemas[option] : undefined;
      if (!schema) {
        const allowed =
          known.length === 0 ? 'This provider takes none.' : `The options are ${known.join(', ')}.`;
        return `There is no request option keyring.${option}.${didYouMean(option, known)} ${allowed}`;
      }
      const checked = schema.check(value);
      if ('problem' in checked) return `keyring.${option} ${checked.problem}`;
    }
    return undefined;
  };
}
