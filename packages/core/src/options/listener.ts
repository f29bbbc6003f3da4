import { type KeyringEventListener } from '../contract/event.js';
import { type OptionDeclaration } from './metadata.js';
import { optionalOption, type OptionSchema } from './option-schema.js';

type Listener = KeyringEventListener | undefined;

/** Declares an option that takes a function for events; only code can give it. */
export function listener({
  description,
}: Pick<OptionDeclaration, 'description'>): OptionSchema<Listener, Listener> {
  return optionalOption(
    { is: (value) => typeof value === 'function', read: (value: KeyringEventListener) => value },
    { kind: 'code', description, expected: 'a function' },
    undefined,
  );
}
