import { KeyringError, type OptionSchema, type SecretReader } from '@axios-keyring/core';
import { type CommandSecret } from './command-secret.js';

/** The option that a secret is for. */
export interface ReaderPurpose {
  readonly option: string;
  readonly schema: Pick<OptionSchema, 'check'>;
  /** As messages name where the secret comes from, behind an article. */
  readonly shown: string;
}

// One reader for each option and command: two routes with the same one have the same secret.
const readers = new WeakMap<object, WeakMap<CommandSecret, SecretReader>>();

/**
 * What a program prints, for an option: it is checked as the option’s `schema` has it, and errors name the option and
 * the program.
 */
export function optionReader(secret: CommandSecret, purpose: ReaderPurpose): SecretReader {
  const known = readers.get(purpose.schema) ?? new WeakMap<CommandSecret, SecretReader>();
  readers.set(purpose.schema, known);
  const reader = known.get(secret) ?? createReader(secret, purpose);
  known.set(secret, reader);
  return reader;
}

function createReader(secret: CommandSecret, { option, schema, shown }: ReaderPurpose): SecretReader {
  return {
    read: async () => {
      const text = await secret.read();
      const checked = schema.check(text);
      if (!('problem' in checked)) return text;
      const message = `${option} ${checked.problem} It comes from the ${shown}: set it right there.`;
      throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', message });
    },
    refresh: () => {
      secret.refresh();
    },
  };
}
