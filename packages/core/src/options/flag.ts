import * as v from 'valibot';
import { describe, type OptionDeclaration } from './metadata.js';

/** Declares a switch that is off unless it is set in code; the environment cannot set it. */
export function flag(
  declaration: Pick<OptionDeclaration, 'description'>,
): v.GenericSchema<boolean | undefined, boolean> {
  return v.pipe(
    v.optional(v.boolean(), false),
    describe({
      kind: 'flag',
      description: declaration.description,
      expected: 'true or false',
      default: 'false',
    }),
  );
}
