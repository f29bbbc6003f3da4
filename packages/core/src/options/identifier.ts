import { headerValueProblem } from '../credentials/header-value.js';
import { shellSyntaxProblem } from '../credentials/shell-syntax.js';
import { type OptionDeclaration } from './metadata.js';
import { optionalOption, type OptionSchema } from './option-schema.js';

/**
 * Declares an identifier that the vendor gives out and that may be absent: a text, which is sent as it is written, or a
 * number, which is sent in decimal digits.
 */
export function optionalIdentifier({
  env,
  description,
}: OptionDeclaration): OptionSchema<string | number | undefined, string | undefined> {
  return optionalOption(
    {
      is: (value) => typeof value === 'string' || (Number.isSafeInteger(value) && Number(value) >= 0),
      check: (value: string | number) =>
        shellSyntaxProblem(String(value)) ?? headerValueProblem(String(value)),
      read: String,
    },
    { kind: 'identifier', env, description, expected: 'a string, or an integer of 0 or more' },
    undefined,
  );
}
