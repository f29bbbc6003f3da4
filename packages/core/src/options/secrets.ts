import { type Secret, type SecretCheck, type SecretInput } from '../contract/secret.js';
import { headerValueProblem, textProblem } from '../credentials/header-value.js';
import { rotatingSecret as secretOfPair, type SecretPair } from '../credentials/rotating-secret.js';
import { isSecretInput, secretOf } from '../credentials/secret.js';
import { givenSecretProblem } from '../credentials/shell-syntax.js';
import { isFetchToken, type TokenFunction, tokenFunction } from '../credentials/token-function.js';
import { type OptionBuilder, optionBuilder, type OptionDeclaration } from './option.js';

/** How a secret is declared. */
export interface SecretDeclaration extends OptionDeclaration {
  /** Whether the secret itself goes into a header (default), or is encoded, hashed or used as a key first. */
  readonly sentAs?: 'header' | 'encoded';
  /** A further check; says what is wrong without repeating any of the secret. */
  readonly check?: SecretCheck;
  /** What to do where a function returns nothing that can be sent, in sentences of their own. */
  readonly advice?: string;
}

/** A secret that may be two, as a user gives it. */
export type RotatingSecretInput = SecretInput | SecretPair;

const secretFacts = { secret: true, expected: 'a string, or a function that returns one' } as const;

/**
 * Declares a secret: a string, or a function of the request that returns one or a promise of one. Whatever comes out of
 * it is checked before it is sent.
 */
export const secret: OptionBuilder<SecretDeclaration, SecretInput, Secret> = optionBuilder(
  (declaration: SecretDeclaration) => {
    const check = checkOf(declaration);
    return {
      ...{ kind: 'secret', ...secretFacts, is: isSecretInput },
      check: (input) => givenProblem(input, check),
      read: (input, owner) => secretOf(input, { ...owner, check, advice: declaration.advice }),
    };
  },
);

/**
 * Declares a secret for a vendor that gives each account two, so that one can be replaced while the other serves: a
 * string, a function, or a list of two strings. Of two, the one that the API accepted last is used.
 */
export const rotatingSecret: OptionBuilder<SecretDeclaration, RotatingSecretInput, Secret> = optionBuilder(
  (declaration: SecretDeclaration) => {
    const check = checkOf(declaration);
    return {
      ...{
        kind: 'rotating-secret',
        secret: true,
        expected: `${secretFacts.expected}, or a list of two strings`,
      },
      is: (input) => isSecretInput(input) || isPair(input),
      check: (input) => {
        if (!isPair(input)) return givenProblem(input, check);
        const [first, second] = input.map((one) => givenProblem(one, check));
        if (first !== undefined) return `(the first of the two) ${first}`;
        return second === undefined ? undefined : `(the second of the two) ${second}`;
      },
      read: (input, owner) =>
        isPair(input)
          ? secretOfPair(input)
          : secretOf(input, { ...owner, check, advice: declaration.advice }),
    };
  },
);

/**
 * Declares a token: a string, or a function. A function that takes the request is asked for each request, as that of a
 * secret. One without parameters returns tokens for all of them; the provider, which gets it as a {@link TokenFunction},
 * may keep them.
 */
export const token: OptionBuilder<OptionDeclaration, SecretInput, Secret | TokenFunction> = optionBuilder(
  () => ({
    ...{ kind: 'token', ...secretFacts, is: isSecretInput },
    check: (input) => givenProblem(input, headerValueProblem),
    read: (input, owner) => {
      const checked = { ...owner, check: headerValueProblem };
      return isFetchToken(input) ? tokenFunction(input, checked) : secretOf(input, checked);
    },
  }),
);

function checkOf({ sentAs = 'header', check }: SecretDeclaration): SecretCheck {
  const text = sentAs === 'header' ? headerValueProblem : textProblem;
  return (value) => text(value) ?? check?.(value);
}

// What a function returns is checked when it does.
function givenProblem(input: SecretInput, check: SecretCheck): string | undefined {
  return typeof input === 'string' ? (givenSecretProblem(input) ?? check(input)) : undefined;
}

function isPair(input: unknown): input is SecretPair {
  return Array.isArray(input) && input.length === 2 && input.every((value) => typeof value === 'string');
}
