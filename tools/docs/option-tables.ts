import { type DeclaredFacts, type OptionSchema } from '@axios-keyring/core';
import { table } from './table.js';

const allOf = new Intl.ListFormat('en-GB');

/** The options of a provider: which of them go together, and what each means. */
export function optionsText({ options, oneOf }: DeclaredFacts): string {
  const rows = Object.entries(options).map(([option, schema]) => [
    code(option),
    schema.metadata.env === undefined ? 'none' : code(schema.metadata.env),
    defaultOf(schema),
    meaning(schema),
  ]);
  const text = table(['Option', 'Environment variable', 'Default', 'Meaning'], rows);
  if (!oneOf) return text;
  const sets = oneOf.map((set) => allOf.format(set.map(code)));
  return `Give one of: ${sets.join('; ')}.\n\n${text}`;
}

/** What a provider takes per request; `undefined` if it takes nothing. */
export function requestOptionsText({ requestOptions }: DeclaredFacts): string | undefined {
  if (!requestOptions) return undefined;
  const rows = Object.entries(requestOptions).map(([option, schema]) => [code(option), meaning(schema)]);
  return table(['Key', 'Meaning'], rows);
}

function defaultOf(schema: OptionSchema): string {
  const { default: fallback } = schema.metadata;
  if (fallback !== undefined) return code(fallback);
  return 'problem' in schema.check(undefined) ? 'required' : 'none';
}

function meaning({ metadata: { description, values } }: OptionSchema): string {
  return values ? `${description} Allowed: ${values.map(code).join(', ')}.` : description;
}

/** As a README writes a name. */
export function code(name: string): string {
  return `\`${name}\``;
}
