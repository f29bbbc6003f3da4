import { type SecretCheck, type SecretInput } from '../contract/secret.js';
import { headerValueProblem, textProblem } from '../credentials/header-value.js';
import { RotatingSecretSource, type SecretPair } from '../credentials/rotating-secret.js';
import { givenSecretProblem } from '../credentials/shell-syntax.js';
import { isSecretInput, SecretSource } from '../credentials/secret.js';
import { optionalOption, type OptionSchema } from './option-schema.js';
import { type SecretDeclaration, secretExpected } from './secret.js';

/** A secret that may be two, as a user gives it. */
export type RotatingSecretInput = SecretInput | SecretPair;

/** The type of an option that may hold a secret, or two of which either is good. */
export type OptionalRotatingSecretSchema = OptionSchema<
  RotatingSecretInput | undefined,
  SecretSource | undefined
>;

/**
 * Declares a secret that may be absent, for a vendor that gives each account two, so that one can be replaced
 * while the other serves: a string, a function, or a list of two strings. Of two, the one that the API accepted
 * last is used.
 */
export function optionalRotatingSecret(declaration: SecretDeclaration): OptionalRotatingSecretSchema {
  const { env, description, sentAs = 'header', check } = declaration;
  const text = sentAs === 'header' ? headerValueProblem : textProblem;
  const problemOf: SecretCheck = (value) => text(value) ?? check?.(value);
  return optionalOption(
    {
      is: isInput,
      check: (input) => problemOfInput(input, (value) => givenSecretProblem(value) ?? problemOf(value)),
      read: (input: RotatingSecretInput) =>
        isPair(input) ? new RotatingSecretSource(input, problemOf) : new SecretSource(input, problemOf),
    },
    {
      kind: 'rotating-secret',
      env,
      description,
      secret: true,
      expected: `${secretExpected}, or a list of two strings`,
    },
    undefined,
  );
}

function isInput(input: unknown): boolean {
  if (!Array.isArray(input)) return isSecretInput(input);
  return input.length === 2 && input.every((value) => typeof value === 'string');
}

function isPair(input: RotatingSecretInput): input is SecretPair {
  return Array.isArray(input);
}

function problemOfInput(input: RotatingSecretInput, problemOf: SecretCheck): string | undefined {
  if (typeof input === 'string') return problemOf(input);
  if (!isPair(input)) return undefined;
  for (const [index, value] of input.entries()) {
    const problem = problemOf(value);
    if (problem !== undefined) return `(the ${index === 0 ? 'first' : 'second'} of the two) ${problem}`;
  }
  return undefined;
}
