import * as v from 'valibot';
import { headerValueProblem } from '../credentials/header-value.js';
import { describe, type OptionDeclaration, type OptionMetadata } from './metadata.js';

/** How a text is declared. */
export interface TextDeclaration extends OptionDeclaration {
  /** What is allowed, as it continues "has to be …". Default: `a string`. */
  readonly expected?: string;
  /** Says what is wrong with a value; `undefined` if nothing is. Default: what a header could not carry. */
  readonly check?: (value: string) => string | undefined;
  /** Whether the text must never be shown. Default: false. */
  readonly secret?: boolean;
}

function checked({ check = headerValueProblem }: TextDeclaration): v.GenericSchema<string, string> {
  return v.pipe(
    v.string(),
    v.rawCheck(({ dataset, addIssue }) => {
      const problem = dataset.typed ? check(dataset.value) : undefined;
      if (problem !== undefined) addIssue({ message: problem });
    }),
  );
}

/** Declares a required text, such as an account's identifier. */
export function text(declaration: TextDeclaration): v.GenericSchema<string, string> {
  return v.pipe(checked(declaration), describe(metadata(declaration)));
}

/** Declares a text that may be absent. */
export function optionalText(
  declaration: TextDeclaration,
): v.GenericSchema<string | undefined, string | undefined> {
  return v.pipe(v.optional(checked(declaration)), describe(metadata(declaration)));
}

function metadata({
  env,
  description,
  expected = 'a string',
  secret = false,
}: TextDeclaration): OptionMetadata {
  return { kind: 'text', env, description, expected, secret };
}
