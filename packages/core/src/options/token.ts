import { type SecretInput } from '../contract/secret.js';
import { headerValueProblem } from '../credentials/header-value.js';
import { givenSecretProblem } from '../credentials/shell-syntax.js';
import { isSecretInput, SecretSource } from '../credentials/secret.js';
import { type FetchToken, TokenFunction } from '../credentials/token-function.js';
import { type OptionDeclaration } from './metadata.js';
import { optionalOption, type OptionSchema } from './option-schema.js';
import { secretExpected } from './secret.js';

/** The type of an option that may hold a token, or a function that returns one. */
export type OptionalTokenSchema = OptionSchema<
  SecretInput | undefined,
  SecretSource | TokenFunction | undefined
>;

/**
 * Declares a token that may be absent: a string, or a function. A function that takes the request is asked for
 * each request, as that of a secret. One without parameters returns tokens for all of them; the provider, which
 * gets it as a {@link TokenFunction}, may keep them.
 */
export function optionalToken({ env, description }: OptionDeclaration): OptionalTokenSchema {
  return optionalOption(
    {
      is: isSecretInput,
      check: (input) =>
        typeof input === 'string' ? (givenSecretProblem(input) ?? headerValueProblem(input)) : undefined,
      read: (input: SecretInput) =>
        isFetchToken(input)
          ? new TokenFunction(input, headerValueProblem)
          : new SecretSource(input, headerValueProblem),
    },
    { kind: 'token', env, description, secret: true, expected: secretExpected },
    undefined,
  );
}

function isFetchToken(input: SecretInput): input is FetchToken {
  return typeof input === 'function' && input.length === 0;
}
