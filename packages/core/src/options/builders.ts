import { headerValueProblem, shellSyntaxProblem } from '../credentials/text-problems.js';
import { type GrantStore } from '../contract/grant-store.js';
import { type TokenStore } from '../contract/token-store.js';
import { hasMethods } from '../platform/values.js';
import {
  optionBuilder,
  type OptionBuilder,
  type OptionDeclaration,
  type OptionSchema,
  requiredOption,
  withFallback,
} from './option.js';

/** How a text is declared. */
export interface TextDeclaration extends OptionDeclaration {
  /** What is allowed, as it continues "has to be …". Default: `a string`. */
  readonly expected?: string;
  /** Says what is wrong with a value; `undefined` if nothing is. Default: what a header could not carry. */
  readonly check?: (value: string) => string | undefined;
  /** Whether the text must never be shown. Default: false. */
  readonly secret?: boolean;
}

/** Declares a text, such as an account's identifier. */
export const text: OptionBuilder<TextDeclaration, string> = /* @__PURE__ */ optionBuilder(
  ({ expected = 'a string', secret = false, check = headerValueProblem }: TextDeclaration) => ({
    ...{ kind: 'text', expected, secret },
    is: (value) => typeof value === 'string',
    check: (value: string) => shellSyntaxProblem(value) ?? check(value),
    read: asGiven,
  }),
);

/**
 * Declares an identifier that the vendor gives out: a text, which is sent as it is written, or a number, which is sent in
 * decimal digits.
 */
export const identifier: OptionBuilder<OptionDeclaration, string | number, string> =
  /* @__PURE__ */ optionBuilder(() => ({
    kind: 'identifier',
    expected: 'a string, or an integer of 0 or more',
    is: (value) => typeof value === 'string' || isInteger(value, 0),
    check: (value: string | number) => shellSyntaxProblem(String(value)) ?? headerValueProblem(String(value)),
    read: String,
  }));

/** How an integer is declared. */
export interface IntegerDeclaration extends OptionDeclaration {
  /** The smallest value allowed. Default: 0. */
  readonly minimum?: number;
}

/** Declares an integer. */
export const integer: OptionBuilder<IntegerDeclaration, number> = /* @__PURE__ */ optionBuilder(
  ({ minimum = 0 }: IntegerDeclaration) => ({
    kind: 'integer',
    expected: `an integer of ${minimum} or more`,
    fromText: (written) => (/^\d+$/.test(written.trim()) ? Number(written) : written),
    is: (value): value is number => isInteger(value, minimum),
    read: asGiven,
  }),
);

/** How a choice is declared. */
export interface ChoiceDeclaration<Value extends string> extends Omit<OptionDeclaration, 'optional'> {
  /** The value where none is given; without it the option is required. */
  readonly default?: Value;
}

/** Declares an option with a fixed set of values. */
export function choice<const Value extends string>(
  values: readonly Value[],
  declaration: ChoiceDeclaration<NoInfer<Value>>,
): OptionSchema<Value, Value> {
  const { default: fallback } = declaration;
  const option = requiredOption(declaration, {
    ...{ kind: 'choice', values, expected: `one of ${values.join(', ')}` },
    ...(fallback !== undefined && { default: fallback }),
    is: (value): value is Value => values.some((listed) => listed === value),
    read: asGiven<Value>,
  });
  return fallback === undefined ? option : withFallback(option, fallback);
}

/** Declares a switch that is off unless it is set in code; the environment cannot set it. */
export function flag(declaration: Pick<OptionDeclaration, 'description'>): OptionSchema<boolean, boolean> {
  const option = requiredOption(declaration, {
    ...{ kind: 'flag', expected: 'true or false', default: 'false' },
    is: (value) => typeof value === 'boolean',
    read: asGiven<boolean>,
  });
  return withFallback(option, false);
}

/** How a value is declared that only code can give: an object with methods, or with parts of its own. */
export interface CustomDeclaration<Value> extends Omit<OptionDeclaration, 'env'> {
  /** What is allowed, as it continues "has to be …". */
  readonly expected: string;
  /** Whether a value is of the type. */
  readonly is: (input: unknown) => input is Value;
  /** The option without which this one has no effect. */
  readonly onlyWith?: string | undefined;
  /** A further check; says what is wrong, as it continues the option's name, without repeating a secret. */
  readonly check?: (value: Value) => string | undefined;
}

/** Declares a value that only code can give. */
export function custom<Value>(
  declaration: CustomDeclaration<Value> & { readonly optional: true },
): OptionSchema<Value, Value | undefined>;
export function custom<Value>(declaration: CustomDeclaration<Value>): OptionSchema<Value, Value>;
export function custom<Value>(declaration: CustomDeclaration<Value>): OptionSchema<Value, Value | undefined> {
  const { expected, onlyWith, is, check } = declaration;
  const option = requiredOption(declaration, {
    kind: 'code',
    expected,
    onlyWith,
    is,
    check,
    read: asGiven<Value>,
  });
  return declaration.optional === true ? withFallback(option, undefined) : option;
}

/**
 * Declares the option of a provider that fetches tokens: where they are shared with other processes.
 *
 * @param remark - What else there is to say, in sentences of their own.
 * @param onlyWith - The option without which no token is shared.
 */
export function tokenStore(remark = '', onlyWith?: string): OptionSchema<TokenStore, TokenStore | undefined> {
  const description = `Where tokens are shared with other processes: of @axios-keyring/redis, or a Keyv instance. ${remark}`;
  return custom({
    description: description.trimEnd(),
    optional: true,
    expected: 'a token store, for example redisTokenStore(…) of @axios-keyring/redis, or a Keyv instance',
    is: isTokenStore,
    onlyWith,
    // Those of before were emitters of Node: without a listener, the loss of a connection ended the process.
    check: (store) =>
      ['_getKeyPrefix', '_eventsCount'].every((member) => member in store)
        ? 'is a Keyv instance of version 4 or older. Run: npm install keyv@5'
        : undefined,
  });
}

/**
 * Declares the option of a provider whose refresh tokens change: where the last one is kept.
 *
 * @param remark - What else there is to say, in sentences of their own.
 * @param onlyWith - The option without which no grant is kept.
 */
export function grantStore(remark = '', onlyWith?: string): OptionSchema<GrantStore, GrantStore | undefined> {
  const description = `Where the refresh token is kept that is good now: a file, Redis, or two functions. ${remark}`;
  return custom({
    description: description.trimEnd(),
    optional: true,
    expected:
      'a grant store: fileGrantStore(…) of @axios-keyring/core, redisGrantStore(…) of @axios-keyring/redis, or ' +
      'functions { read, swap } of your own',
    is: isGrantStore,
    onlyWith,
  });
}

/** Whether a value has what a store of grants has. */
export function isGrantStore(input: unknown): input is GrantStore {
  return hasMethods(input, 'read', 'swap');
}

/** Whether a value has what a store of tokens has. */
export function isTokenStore(input: unknown): input is TokenStore {
  if (typeof input !== 'object' || input === null) return false;
  const operations: Partial<Record<keyof TokenStore, unknown>> = input;
  return [operations.get, operations.set, operations.delete].every(
    (operation) => typeof operation === 'function',
  );
}

function isInteger(input: unknown, minimum: number): input is number {
  return typeof input === 'number' && Number.isSafeInteger(input) && input >= minimum;
}

function asGiven<Value>(given: Value): Value {
  return given;
}
