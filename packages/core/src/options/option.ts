import { shellSyntaxProblem } from '../credentials/text-problems.js';
import { didYouMean } from '../platform/text.js';

/**
 * What sort of value an option takes. An `identifier` is a text or a number. A `secret` and a `token` may be a text or
 * read anew for each request, a `rotating-secret` also two texts; a `client-certificate` is an object with parts, a
 * `map` one with names of the user's, a `list` has members of one sort; `code` is what only code can give.
 */
export type OptionKind =
  | 'text'
  | 'identifier'
  | 'choice'
  | 'integer'
  | 'flag'
  | 'secret'
  | 'rotating-secret'
  | 'token'
  | 'client-certificate'
  | 'map'
  | 'list'
  | 'code';

/** The common part of every builder's argument. */
export interface OptionDeclaration {
  /** The environment variable that is read when the argument is absent. */
  readonly env?: string | undefined;
  /** What the option is for, in one sentence. */
  readonly description: string;
  /** Whether it may be absent; the provider then reads `undefined`. Default: false. */
  readonly optional?: boolean | undefined;
}

/** What an option's declaration says beside its type: one source for checks, messages, tables and schemas. */
export interface OptionMetadata extends Omit<OptionDeclaration, 'optional'> {
  /** What sort of value it takes. */
  readonly kind: OptionKind;
  /** What is allowed, as it continues "has to be …". */
  readonly expected: string;
  /** Whether the value must never be shown. */
  readonly secret?: boolean;
  /** The allowed values, where they can be listed. */
  readonly values?: readonly string[];
  /** The default, as the READMEs show it. */
  readonly default?: string;
  /** The parts of an object, each of which may be given as an option by itself could. */
  readonly parts?: OptionSchemas;
  /** What each member of a map or a list is. */
  readonly each?: OptionSchema;
  /** Whether a file with it may hold bytes, which are then read as base64. */
  readonly isBinary?: boolean;
  /** The option without which this one has no effect. */
  readonly onlyWith?: string | undefined;
  /** Turns an environment variable's text into the option's type. */
  readonly fromText?: (text: string) => unknown;
}

/** Whose option a value is, as the errors of what is read later name it. */
export interface OptionOwner {
  readonly provider: string;
  readonly option: string;
  /** What was given or found for all of the provider's options, before any check; absent where that is not known. */
  readonly values?: ReadonlyMap<string, unknown>;
}

/** What came of a check. A problem is a sentence that continues the option's name and never shows a secret. */
export type CheckedOption<Output> = { readonly output: Output } | { readonly problem: string };

/** A declared option: what a user may give, what a provider reads, and what is said of it. */
export interface OptionSchema<Input = unknown, Output = unknown> {
  /** What the declaration says of the option. */
  readonly metadata: OptionMetadata;
  /** Checks a value, which is `undefined` if there is none, and turns it into what the provider reads. */
  readonly check: (value: unknown, owner?: OptionOwner) => CheckedOption<Output>;
  /** Never there; it carries the type of what a user may give. */
  readonly input?: Input;
}

/** The declared options of a provider, by name. */
export type OptionSchemas = Readonly<Record<string, OptionSchema>>;

/** What an option's value has to be, and what becomes of it. */
export interface OptionRule<Input, Output> extends Omit<OptionMetadata, 'env' | 'description'> {
  /** Whether a value is of the type; any other has to be what is expected. */
  readonly is: (value: unknown) => value is Input;
  /** Says what else is wrong with a value, as it continues the option's name; `undefined` if nothing is. */
  readonly check?: ((value: Input, owner: OptionOwner) => string | undefined) | undefined;
  /** Turns a value into what the provider reads. */
  readonly read: (value: Input, owner: OptionOwner) => Output;
}

/** Declares an option that has to be there. */
export function requiredOption<Input, Output>(
  { env, description }: OptionDeclaration,
  { is, check, read, ...facts }: OptionRule<Input, Output>,
): OptionSchema<Input, Output> {
  const metadata = { ...facts, env, description };
  return {
    metadata,
    check: (value, owner = { provider: '', option: '' }) => {
      if (!is(value)) return { problem: mistyped(value, metadata) };
      const problem = check?.(value, owner);
      return problem === undefined ? { output: read(value, owner) } : { problem: `${problem}.` };
    },
  };
}

/** The option, which may be absent, with what the provider reads then. */
export function withFallback<Input, Output, Fallback>(
  option: OptionSchema<Input, Output>,
  fallback: Fallback,
): OptionSchema<Input, Output | Fallback> {
  const { metadata, check } = option;
  return {
    metadata,
    check: (value, owner) => (value === undefined ? { output: fallback } : check(value, owner)),
  };
}

/** Declares an option of one sort: one that has to be there, or with `optional: true` one that may be absent. */
export interface OptionBuilder<Declaration, Input, Output = Input> {
  (declaration: Declaration & { readonly optional: true }): OptionSchema<Input, Output | undefined>;
  (declaration: Declaration & { readonly optional?: false }): OptionSchema<Input, Output>;
}

/** Makes the builder of a sort of options. */
export function optionBuilder<Declaration extends OptionDeclaration, Input, Output>(
  ruleOf: (declaration: Declaration) => OptionRule<Input, Output>,
): OptionBuilder<Declaration, Input, Output> {
  function build(
    declaration: Declaration & { readonly optional: true },
  ): OptionSchema<Input, Output | undefined>;
  function build(declaration: Declaration): OptionSchema<Input, Output>;
  function build(declaration: Declaration): OptionSchema<Input, Output | undefined> {
    const option = requiredOption(declaration, ruleOf(declaration));
    return declaration.optional === true ? withFallback(option, undefined) : option;
  }
  return build;
}

function mistyped(value: unknown, { expected, values = [] }: OptionMetadata): string {
  const text = typeof value === 'string' ? value : '';
  const written = shellSyntaxProblem(text);
  return written === undefined ? `has to be ${expected}.${didYouMean(text, values)}` : `${written}.`;
}
