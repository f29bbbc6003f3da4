import { type OptionDeclaration } from './metadata.js';
import { optionalOption, type OptionSchema } from './option-schema.js';

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
  const isInRange = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= minimum;
  return optionalOption(
    { is: isInRange, read: (value: number) => value },
    {
      kind: 'integer',
      env,
      description,
      expected: `an integer of ${minimum} or more`,
      fromText: (written) => (/^\d+$/.test(written.trim()) ? Number(written) : written),
    },
    undefined,
  );
}
