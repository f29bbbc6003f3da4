import * as v from 'valibot';
import { type OptionDeclaration } from './metadata.js';
import { optionSchema, type OptionSchema } from './option-schema.js';

/** How an integer is declared. */
export interface IntegerDeclaration extends OptionDeclaration {
  /** The smallest value allowed. Default: 0. */
  readonly minimum?: number;
}

/** Declares an integer that may be absent. */
export function optionalInteger(
  declaration: IntegerDeclaration,
): OptionSchema<number | undefined, number | undefined> {
  const { env, description, minimum = 0 } = declaration;
  return optionSchema(v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(minimum))), {
    kind: 'integer',
    env,
    description,
    expected: minimum === 0 ? 'an integer of 0 or more' : `an integer of ${minimum} or more`,
    fromText: (written) => (/^\d+$/.test(written.trim()) ? Number(written) : written),
  });
}
