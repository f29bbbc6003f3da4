import * as v from 'valibot';
import { type OptionDeclaration } from './metadata.js';
import { optionSchema, type OptionSchema } from './option-schema.js';

/** Declares a switch that is off unless it is set in code; the environment cannot set it. */
export function flag({
  description,
}: Pick<OptionDeclaration, 'description'>): OptionSchema<boolean | undefined, boolean> {
  return optionSchema(v.optional(v.boolean(), false), {
    kind: 'flag',
    description,
    expected: 'true or false',
    default: 'false',
  });
}
