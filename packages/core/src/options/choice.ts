import { type OptionDeclaration, type OptionMetadata } from './metadata.js';
import { optionalOption, type OptionSchema, requiredOption } from './option-schema.js';

/** How a choice is declared. */
export interface ChoiceDeclaration<Value extends string> extends OptionDeclaration {
  /** The value where none is given; without it the option is required. */
  readonly default?: Value;
}

/** Declares an option with a fixed set of values. */
export function choice<const Value extends string>(
  values: readonly Value[],
  declaration: ChoiceDeclaration<NoInfer<Value>>,
): OptionSchema<Value | undefined, Value> {
  const { default: fallback, env, description } = declaration;
  const metadata: OptionMetadata = {
    kind: 'choice',
    env,
    description,
    values,
    expected: `one of ${values.join(', ')}`,
  };
  const isListed = (value: unknown): boolean => values.some((listed) => listed === value);
  const rule = { is: isListed, read: (value: Value) => value };
  return fallback === undefined
    ? requiredOption(rule, metadata)
    : optionalOption(rule, { ...metadata, default: fallback }, fallback);
}
