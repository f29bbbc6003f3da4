import * as v from 'valibot';
import { checkedBy } from './checked-by.js';
import { type OptionDeclaration } from './metadata.js';
import { optionSchema, type OptionSchema } from './option-schema.js';

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
  const { description, expected, onlyWith, is, check = () => undefined } = declaration;
  return optionSchema(v.optional(v.pipe(v.custom<Value>(is), checkedBy(check))), {
    kind: 'code',
    description,
    expected,
    ...(onlyWith !== undefined && { onlyWith }),
  });
}
