import { type Secret } from '../contract/secret.js';
import { type OptionProblem } from '../platform/errors.js';
import { SecretSource } from '../credentials/secret.js';
import { didYouMean } from '../platform/suggest.js';
import { type Alternatives, chooseAlternative } from './alternatives.js';
import { environmentValues } from './environment.js';
import { optionError, whereToSet } from './option-problem.js';
import { type OptionSchema, type OptionSchemas } from './option-schema.js';

/** The options as a user may give them: each may be absent, because the environment may have it. */
export type OptionsInput<Schemas extends OptionSchemas> = {
  readonly [Name in keyof Schemas]?: Input<Schemas[Name]> | undefined;
};

/** The options as a provider reads them: checked, complete, secrets ready to be asked for. */
export type ResolvedOptions<Schemas extends OptionSchemas> = {
  readonly [Name in keyof Schemas]: Resolved<Output<Schemas[Name]>>;
};

type Input<Schema> = Schema extends OptionSchema<infer Given> ? Given : never;

type Output<Schema> = Schema extends OptionSchema<unknown, infer Read> ? Read : never;

type Resolved<Value> = Value extends SecretSource ? Secret : Value;

/** What {@link resolveOptions} needs to know of a provider. */
export interface OptionsDeclaration<Schemas extends OptionSchemas> {
  readonly name: string;
  readonly options: Schemas;
  readonly alternatives?: Alternatives | undefined;
}

/** What came of a provider's options. */
export interface Resolution<Schemas extends OptionSchemas> {
  readonly options: ResolvedOptions<Schemas>;
  /** What was given or found, before any check; it holds secrets, so it is kept out of everybody's sight. */
  readonly values: ReadonlyMap<string, unknown>;
}

/**
 * Completes the given options from the environment and checks them.
 *
 * @throws KeyringError with all problems, naming each option and its variable, never showing a value.
 */
export function resolveOptions<Schemas extends OptionSchemas>(
  declaration: OptionsDeclaration<Schemas>,
  given: OptionsInput<Schemas>,
): Resolution<Schemas>;
export function resolveOptions(declaration: OptionsDeclaration<OptionSchemas>, given: unknown): object {
  const { name, options: schemas } = declaration;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const message = `The options have to be an object, for example { ${Object.keys(schemas)[0] ?? ''}: … }.`;
    throw optionError(name, [{ code: 'ERR_KEYRING_OPTION', option: '', message }]);
  }
  const problems = unknownOptions(given, Object.keys(schemas));
  const values = collectValues(declaration, new Map<string, unknown>(Object.entries(given)), problems);
  const resolved: Record<string, unknown> = {};
  for (const [option, schema] of Object.entries(schemas)) {
    const checked = schema.check(values.get(option));
    if ('output' in checked) {
      const { output } = checked;
      resolved[option] = output instanceof SecretSource ? output.bind(name, option) : output;
    } else if (!problems.some((problem) => problem.option === option)) {
      const where = whereToSet(name, option, schema);
      problems.push(
        values.has(option)
          ? { code: 'ERR_KEYRING_OPTION', option, message: `${option} ${checked.problem} ${where}` }
          : { code: 'ERR_KEYRING_MISSING_OPTION', option, message: `${option} is missing. ${where}` },
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
    .map((option) => ({
      code: 'ERR_KEYRING_OPTION',
      option,
      message: `There is no option "${option}".${didYouMean(option, known)} The options are ${known.join(', ')}.`,
    }));
}

function collectValues(
  { options: schemas, alternatives }: OptionsDeclaration<OptionSchemas>,
  given: ReadonlyMap<string, unknown>,
  problems: OptionProblem[],
): Map<string, unknown> {
  const values = new Map([...given].filter(([, value]) => value !== undefined));
  const { values: environment, problems: unreadable } = environmentValues(schemas);
  let excluded: readonly string[] = [];
  if (alternatives) {
    const chosen = chooseAlternative(
      alternatives,
      schemas,
      new Set(values.keys()),
      new Set(environment.keys()),
    );
    if ('message' in chosen) problems.push(chosen);
    else excluded = alternatives.flat().filter((option) => !chosen.includes(option));
  }
  const isWanted = (option: string): boolean => !values.has(option) && !excluded.includes(option);
  problems.push(...unreadable.filter(({ option }) => isWanted(option)));
  for (const [option, value] of environment) {
    if (isWanted(option)) values.set(option, value);
  }
  return values;
}
