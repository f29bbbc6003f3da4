import { type SecretCheck, type SecretInput } from '../contract/secret.js';
import { headerValueProblem, textProblem } from '../credentials/header-value.js';
import { givenSecretProblem } from '../credentials/shell-syntax.js';
import { isSecretInput, SecretSource } from '../credentials/secret.js';
import { type OptionDeclaration, type OptionMetadata } from './metadata.js';
import { optionalOption, type OptionSchema, requiredOption, type ValueRule } from './option-schema.js';

/** What a secret may be, as it continues "has to be …". */
export const secretExpected = 'a string, or a function that returns one';

/** How a secret is declared. */
export interface SecretDeclaration extends OptionDeclaration {
  /** Whether the secret itself goes into a header (default), or is encoded, hashed or used as a key first. */
  readonly sentAs?: 'header' | 'encoded';
  /** A further check; says what is wrong without repeating any of the secret. */
  readonly check?: SecretCheck;
}

/** The type of an option that holds a secret. */
export type SecretSchema = OptionSchema<SecretInput, SecretSource>;

/** The type of an option that may hold a secret. */
export type OptionalSecretSchema = OptionSchema<SecretInput | undefined, SecretSource | undefined>;

/**
 * Declares a secret: a string, or a function of the request that returns one or a promise of one. Whatever
 * comes out of it is checked before it is sent.
 */
export function secret(declaration: SecretDeclaration): SecretSchema {
  return requiredOption(rule(declaration), metadata(declaration));
}

/** Declares a secret that may be absent. */
export function optionalSecret(declaration: SecretDeclaration): OptionalSecretSchema {
  return optionalOption(rule(declaration), metadata(declaration), undefined);
}

function metadata({ env, description }: SecretDeclaration): OptionMetadata {
  return { kind: 'secret', env, description, secret: true, expected: secretExpected };
}

function rule({ sentAs = 'header', check }: SecretDeclaration): ValueRule<SecretInput, SecretSource> {
  const text = sentAs === 'header' ? headerValueProblem : textProblem;
  const problemOf: SecretCheck = (value) => text(value) ?? check?.(value);
  return {
    is: isSecretInput,
    check: (input) =>
      typeof input === 'string' ? (givenSecretProblem(input) ?? problemOf(input)) : undefined,
    read: (input) => new SecretSource(input, problemOf),
  };
}
