import { type Secret, type SecretCheck, type SecretInput, type TokenInput } from '../contract/secret.js';
import { givenSecretProblem, headerValueProblem, textProblem } from '../credentials/text-problems.js';
import {
  isMintToken,
  isSecretInput,
  rotatingSecret as secretOfPair,
  secretOf,
  textOnly,
  type SecretPair,
  tokenFunction,
  type TokenFunction,
} from '../credentials/secret.js';
import { optionBuilder, type OptionBuilder, type OptionDeclaration, type OptionRule } from './option.js';

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

const expected = 'a string, or a function that returns one';

/**
 * Declares a secret: a string, or a function of the request that returns one or a promise of one. Whatever comes out of
 * it is checked before it is sent.
 */
export const secret: OptionBuilder<SecretDeclaration, SecretInput, Secret> = /* @__PURE__ */ optionBuilder(
  (declaration) => ({
    ...{ kind: 'secret', expected, ...secretRule(declaration) },
    is: isSecretInput,
  }),
);

/**
 * Declares a secret for a vendor that gives each account two, so that one can be replaced while the other serves: a
 * string, a function, or a list of two strings. Of two, the one that the API accepted last is used.
 */
export const rotatingSecret: OptionBuilder<SecretDeclaration, RotatingSecretInput, Secret> =
  /* @__PURE__ */ optionBuilder((declaration) => ({
    ...{
      kind: 'rotating-secret',
      expected: `${expected}, or a list of two strings`,
      ...secretRule(declaration),
    },
    is: (input) => isSecretInput(input) || isPair(input),
  }));

/**
 * Declares a token: a string, or a function. A function that takes the request is asked for each request, as that of a
 * secret. One without parameters returns tokens for all of them; the provider, which gets it as a {@link TokenFunction},
 * may keep them. Either may return an object with the token and its life.
 */
export const token: OptionBuilder<OptionDeclaration, TokenInput, Secret | TokenFunction> =
  /* @__PURE__ */ optionBuilder((declaration) => {
    const rule = secretRule(declaration);
    return {
      ...{ kind: 'token', expected, ...rule, is: isSecretInput },
      read: (input, owner) =>
        isMintToken(input)
          ? tokenFunction(input, { ...owner, check: headerValueProblem })
          : rule.read(textOnly(input), owner),
    };
  });

type SecretRule = Pick<OptionRule<RotatingSecretInput, Secret>, 'secret' | 'read'> &
  Pick<OptionRule<RotatingSecretInput | TokenInput, Secret>, 'check'>;

function secretRule({ sentAs = 'header', check: further, advice }: SecretDeclaration): SecretRule {
  const text = sentAs === 'header' ? headerValueProblem : textProblem;
  const check: SecretCheck = (value) => text(value) ?? further?.(value);
  const given: SecretCheck = (value) => givenSecretProblem(value) ?? check(value);
  return {
    secret: true,
    // What a function returns is checked when it does.
    check: (input) => {
      if (!isPair(input)) return typeof input === 'string' ? given(input) : undefined;
      const [first, second] = input.map(given);
      if (first !== undefined) return `(the first of the two) ${first}`;
      return second === undefined ? undefined : `(the second of the two) ${second}`;
    },
    read: (input, owner) =>
      isPair(input) ? secretOfPair(input) : secretOf(input, { ...owner, check, advice }),
  };
}

function isPair(input: unknown): input is SecretPair {
  return Array.isArray(input) && input.length === 2 && input.every((value) => typeof value === 'string');
}
