/**
 * What sort of value an option takes. An `identifier` is a text or a number. A `secret` and a `token` may be a text or
 * read anew for each request, a `rotating-secret` also two texts; `code` is what only code can give.
 */
export type OptionKind =
  'text' | 'identifier' | 'choice' | 'integer' | 'flag' | 'secret' | 'rotating-secret' | 'token' | 'code';

/** What an option's declaration says beside its type: one source for checks, messages, tables and schemas. */
export interface OptionMetadata {
  /** What sort of value it takes. */
  readonly kind: OptionKind;
  /** What the option is for, in one sentence. */
  readonly description: string;
  /** What is allowed, as it continues "has to be …". */
  readonly expected: string;
  /** The environment variable that is read when the argument is absent. */
  readonly env?: string | undefined;
  /** Whether the value must never be shown. */
  readonly secret?: boolean;
  /** The allowed values, where they can be listed. */
  readonly values?: readonly string[];
  /** The default, as the READMEs show it. */
  readonly default?: string;
  /** The option without which this one has no effect. */
  readonly onlyWith?: string | undefined;
  /** Turns an environment variable's text into the option's type. */
  readonly fromText?: (text: string) => unknown;
}

/** The common part of every builder's argument. */
export interface OptionDeclaration {
  /** The environment variable that is read when the argument is absent. */
  readonly env?: string;
  /** What the option is for, in one sentence. */
  readonly description: string;
}
