import { headerValueProblem } from '../credentials/header-value.js';
import { shellSyntaxProblem } from '../credentials/shell-syntax.js';
import { type OptionDeclaration, type OptionMetadata } from './metadata.js';
import { optionalOption, type OptionSchema, requiredOption, type ValueRule } from './option-schema.js';

/** How a text is declared. */
export interface TextDeclaration extends OptionDeclaration {
  /** What is allowed, as it continues "has to be …". Default: `a string`. */
  readonly expected?: string;
  /** Says what is wrong with a value; `undefined` if nothing is. Default: what a header could not carry. */
  readonly check?: (value: string) => string | undefined;
  /** Whether the text must never be shown. Default: false. */
  readonly secret?: boolean;
}

/** Declares a required text, such as an account's identifier. */
export function text(declaration: TextDeclaration): OptionSchema<string, string> {
  return requiredOption(rule(declaration), metadata(declaration));
}

/** Declares a text that may be absent. */
export function optionalText(
  declaration: TextDeclaration,
): OptionSchema<string | undefined, string | undefined> {
  return optionalOption(rule(declaration), metadata(declaration), undefined);
}

function rule({ check = headerValueProblem }: TextDeclaration): ValueRule<string, string> {
  return {
    is: (value) => typeof value === 'string',
    check: (value) => shellSyntaxProblem(value) ?? check(value),
    read: (value) => value,
  };
}

function metadata({
  env,
  description,
  expected = 'a string',
  secret = false,
}: TextDeclaration): OptionMetadata {
  return { kind: 'text', env, description, expected, secret };
}
