import * as v from 'valibot';
import { type KeyringEventListener } from '../diagnostics.js';
import { describe, type OptionDeclaration } from './metadata.js';

/** Declares an option that takes a function for events; only code can give it. */
export function listener({
  description,
}: Pick<OptionDeclaration, 'description'>): v.GenericSchema<KeyringEventListener | undefined> {
  return v.pipe(
    v.optional(v.custom<KeyringEventListener>((input) => typeof input === 'function')),
    describe({ kind: 'code', description, expected: 'a function' }),
  );
}
