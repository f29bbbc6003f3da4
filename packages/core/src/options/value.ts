import * as v from 'valibot';
import { describe, type OptionDeclaration } from './metadata.js';

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
): v.GenericSchema<Value | undefined, Value | undefined> {
  const { description, expected, onlyWith, is, check } = declaration;
  return v.pipe(
    v.optional(
      v.pipe(
        v.custom<Value>(is),
        v.rawCheck(({ dataset, addIssue }) => {
          const problem = dataset.typed ? check?.(dataset.value) : undefined;
          if (problem !== undefined) addIssue({ message: problem });
        }),
      ),
    ),
    describe({ kind: 'code', description, expected, ...(onlyWith !== undefined && { onlyWith }) }),
  );
}
