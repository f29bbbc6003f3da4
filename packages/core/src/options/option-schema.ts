import * as v from 'valibot';
import { didYouMean } from '../suggest.js';
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

/**
 * Declares an option. A problem that the schema finds by a check of its own is told in that check's words.
 *
 * @internal the published types stand without the schema library
 */
export function optionSchema<Input, Output>(
  schema: v.GenericSchema<Input, Output>,
  metadata: OptionMetadata,
): OptionSchema<Input, Output> {
  return {
    metadata,
    check: (value) => {
      const result = v.safeParse(schema, value, { abortEarly: true });
      return result.success ? { output: result.output } : { problem: problemOf(result.issues[0], metadata) };
    },
  };
}

function problemOf(issue: v.BaseIssue<unknown>, { expected, values }: OptionMetadata): string {
  if (issue.type === 'raw_check') return `${issue.message}.`;
  const hint = values && typeof issue.input === 'string' ? didYouMean(issue.input, values) : '';
  return `has to be ${expected}.${hint}`;
}
