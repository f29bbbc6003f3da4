import * as v from 'valibot';
import { type KeyringEventListener } from '../diagnostics.js';
import { type OptionDeclaration } from './metadata.js';
import { optionSchema, type OptionSchema } from './option-schema.js';

type Listener = KeyringEventListener | undefined;

/** Declares an option that takes a function for events; only code can give it. */
export function listener({
  description,
}: Pick<OptionDeclaration, 'description'>): OptionSchema<Listener, Listener> {
  const isFunction = (input: unknown): boolean => typeof input === 'function';
  return optionSchema(v.optional(v.custom<KeyringEventListener>(isFunction)), {
    kind: 'code',
    description,
    expected: 'a function',
  });
}
