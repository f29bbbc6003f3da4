import * as v from 'valibot';
import { describe, type OptionDeclaration } from './metadata.js';

/** How a choice is declared. */
export interface ChoiceDeclaration<Value extends string> extends OptionDeclaration {
  /** The value where none is given; without it the option is required. */
  readonly default?: Value;
}

/** Declares an option with a fixed set of values. */
export function choice<const Value extends string>(
  values: readonly Value[],
  declaration: ChoiceDeclaration<Value>,
): v.GenericSchema<Value | undefined, Value> {
  const { default: fallback, env, description } = declaration;
  const metadata = {
    kind: 'choice',
    env,
    description,
    values,
    expected: `one of ${values.join(', ')}`,
  } as const;
  const schema = v.picklist(values);
  return fallback === undefined
    ? v.pipe(v.optional(schema), v.picklist(values), describe(metadata))
    : v.pipe(v.optional(schema, fallback), v.picklist(values), describe({ ...metadata, default: fallback }));
}
