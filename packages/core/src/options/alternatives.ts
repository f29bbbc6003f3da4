import { type OptionProblem } from '../platform/errors.js';
import { type OptionSchemas } from './option-schema.js';

/** Sets of options of which exactly one is used, for example a connection string, or an endpoint and a key. */
export type Alternatives = readonly (readonly string[])[];

/**
 * Chooses the alternative that is meant. The arguments decide, and the environment only completes: a connection
 * string that happens to be in the environment never competes with an access key that was passed.
 *
 * @returns The options of the chosen set, or what is wrong.
 */
export function chooseAlternative(
  alternatives: Alternatives,
  schemas: OptionSchemas,
  given: ReadonlySet<string>,
  inEnvironment: ReadonlySet<string>,
): readonly string[] | OptionProblem {
  const grouped = new Set(alternatives.flat());
  const arguments_ = [...given].filter((option) => grouped.has(option));
  const fitting = alternatives.filter((set) => arguments_.every((option) => set.includes(option)));
  const complete = fitting.find((set) =>
    set.every((option) => given.has(option) || inEnvironment.has(option)),
  );
  if (complete) return complete;
  const choices = (fitting.length > 0 ? fitting : alternatives)
    .map((set) => list(set, schemas))
    .join(', or ');
  const [option = ''] = arguments_;
  return fitting.length > 0
    ? { code: 'ERR_KEYRING_MISSING_OPTION', option, message: `Credentials are missing. Give ${choices}.` }
    : {
        code: 'ERR_KEYRING_OPTION',
        option,
        message: `${arguments_.join(' and ')} do not go together. Give ${choices}.`,
      };
}

function list(set: readonly string[], schemas: OptionSchemas): string {
  const named = set.map((option) => {
    const env = schemas[option]?.metadata.env;
    return env === undefined ? option : `${option} (or ${env})`;
  });
  return named.join(' and ');
}
