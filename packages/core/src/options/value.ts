import { type OptionDeclaration } from './metadata.js';
import { optionalOption, type OptionSchema } from './option-schema.js';

/** How a value is declared that only code can give: an object with methods, or with parts of its own. */
export interface ValueDeclaration<Value> extends Pick<OptionDeclaration, 'description'> {
  /** What is allowed, as it continues "has to be …". */
  readonly expected: string;
  /** Whether a value is of the type. */
  readonly is: (input: unknown) => input is Value;
  /** The option without which this one has no effect. */
  readonly onlyWith?: string | undefined;
  /** A further check; says what is wrong, as it continues the option's name, without repeating a secret. */
  readonly check?: (value: Value) => string | undefined;
}

/** Declares a value that may be absent. */
export function optionalValue<Value>(
  declaration: ValueDeclaration<Value>,
): OptionSchema<Value | undefined, Value | undefined> {
  const { description, expected, onlyWith, is, check } = declaration;
  return optionalOption(
    { is, check, read: (value: Value) => value },
    { kind: 'code', description, expected, ...(onlyWith !== undefined && { onlyWith }) },
    undefined,
  );
}
