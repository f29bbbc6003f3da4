import { type OptionDeclaration } from './metadata.js';
import { optionalOption, type OptionSchema } from './option-schema.js';

/** Declares a switch that is off unless it is set in code; the environment cannot set it. */
export function flag({
  description,
}: Pick<OptionDeclaration, 'description'>): OptionSchema<boolean | undefined, boolean> {
  return optionalOption(
    { is: (value) => typeof value === 'boolean', read: (value: boolean) => value },
    { kind: 'flag', description, expected: 'true or false', default: 'false' },
    false,
  );
}
