import * as v from 'valibot';
import { shellSyntaxProblem } from '../credentials/shell-syntax.js';
import { didYouMean } from '../platform/suggest.js';
import { type OptionMetadata } from './metadata.js';

/**
 * A declared option: what a user may give, what a provider reads, and what is said of it. The schema library is
 * behind it, and not in its type: a provider's types stand without that library's.
 */
export interface OptionSchema<Input = unknown, Output = unknown> {
  /** What the declaration says of the option. */
  readonly metadata: OptionMetadata;
  /** Checks a value, which is `undefined` if there is none, and turns it into what the provider reads. */
  readonly check: (value: unknown) => CheckedOption<Output>;
  /** Never there; it carries the type of what a user may give. */
  readonly input?: Input;
}

/** What came of a check. A problem is a sentence that continues the option's name and never shows a secret. */
export type CheckedOption<Output> = { readonly output: Output } | { readonly problem: string };

/** The declared options of a provider, by name. */
export type OptionSchemas = Readonly<Record<string, OptionSchema>>;

/** What an option's value has to be, and what becomes of it. */
export interface ValueRule<Input, Output> {
  /** Whether a value is of the type; any other has to be what the metadata expects. */
  readonly is: (value: unknown) => boolean;
  /** Says what else is wrong with a value, as it continues the option's name; `undefined` if nothing is. */
  readonly check?: ((value: Input) => string | undefined) | undefined;
  /** Turns a value into what the provider reads. */
  readonly read: (value: Input) => Output;
}

/** Declares an option that has to be there. */
export function requiredOption<Input, Output>(
  rule: ValueRule<Input, Output>,
  metadata: OptionMetadata,
): OptionSchema<Input, Output> {
  return { metadata, check: checkOf(rule, metadata) };
}

/** Declares an option that may be absent, with what the provider reads then. */
export function optionalOption<Input, Output, Fallback>(
  rule: ValueRule<Input, Output>,
  metadata: OptionMetadata,
  fallback: Fallback,
): OptionSchema<Input | undefined, Output | Fallback> {
  const check = checkOf(rule, metadata);
  return { metadata, check: (value) => (value === undefined ? { output: fallback } : check(value)) };
}

function checkOf<Input, Output>(
  rule: ValueRule<Input, Output>,
  metadata: OptionMetadata,
): OptionSchema<Input, Output>['check'] {
  // Made with the first check: a process that only loads a provider does not pay for it.
  let schema: v.GenericSchema<Input, Output> | undefined;
  return (value) => {
    schema ??= schemaOf(rule);
    const result = v.safeParse(schema, value, { abortEarly: true });
    return result.success ? { output: result.output } : { problem: problemOf(result.issues[0], metadata) };
  };
}

function schemaOf<Input, Output>({
  is,
  check,
  read,
}: ValueRule<Input, Output>): v.GenericSchema<Input, Output> {
  return v.pipe(
    v.custom<Input>(is),
    v.rawCheck(({ dataset, addIssue }) => {
      const message = dataset.typed ? check?.(dataset.value) : undefined;
      if (message !== undefined) addIssue({ message });
    }),
    v.transform(read),
  );
}

function problemOf(issue: v.BaseIssue<unknown>, { expected, values }: OptionMetadata): string {
  if (issue.type === 'raw_check') return `${issue.message}.`;
  const text = typeof issue.input === 'string' ? issue.input : '';
  const written = shellSyntaxProblem(text);
  if (written !== undefined) return `${written}.`;
  const hint = values ? didYouMean(text, values) : '';
  return `has to be ${expected}.${hint}`;
}
