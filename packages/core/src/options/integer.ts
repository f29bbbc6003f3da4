import * as v from 'valibot';
import { describe, type OptionDeclaration } from './metadata.js';

/** How an integer is declared. */
export interface IntegerDeclaration extends OptionDeclaration {
  /** The smallest value allowed. Default: 0. */
  readonly minimum?: number;
}

/** Declares an integer that may be absent. */
export function optionalInteger(
  declaration: IntegerDeclaration,
): v.GenericSchema<number | undefined, number | undefined> {
  const { env, description, minimum = 0 } = declaration;
  return v.pipe(
    v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(minimum))),
    describe({
      kind: 'integer',
      env,
      description,
      expected: minimum === 0 ? 'an integer of 0 or more' : `an integer of ${minimum} or more`,
      fromText: (written) => (/^\d+$/.test(written.trim()) ? Number(written) : written),
    }),
  );
}
