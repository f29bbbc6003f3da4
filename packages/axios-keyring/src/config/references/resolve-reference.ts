import { KeyringError, secretFile, type SecretReader } from '@axios-keyring/core';
import { resolve } from 'node:path';
import { type CommandSecret, commandSecret } from './command-secret.js';
import { type Findings } from '../findings.js';
import { type SecretReference } from '../keyring-config.js';
import { directoryOf, looksHarmless, type Place } from '../place.js';

/** What a reference leads to. */
export interface ResolvedReference {
  /** What is there now. */
  readonly text: string;
  /** What is asked for every request, where it may change. */
  readonly reader: SecretReader | undefined;
  /** For example `file /run/secrets/x`. */
  readonly source: string;
}

/** Looks up what references lead to. One command that stands in several places runs once. */
export class ReferenceResolver {
  readonly #allowCommands: boolean;
  readonly #commands = new Map<string, CommandSecret>();

  constructor(allowCommands: boolean) {
    this.#allowCommands = allowCommands;
  }

  /** What a reference leads to; `undefined` if that is nothing, which is noted then. */
  async resolve(
    reference: SecretReference,
    place: Place,
    findings: Findings,
  ): Promise<ResolvedReference | undefined> {
    const { source } = describeReference(reference);
    if ('env' in reference) {
      const text = process.env[reference.env] ?? '';
      if (text !== '') return { text, reader: undefined, source };
      findings.problem(place, `The ${source} is not set, or empty. Set it.`, 'ERR_KEYRING_MISSING_OPTION');
      return undefined;
    }
    if ('command' in reference && !this.#allowCommands) {
      findings.problem(
        place,
        `The ${source} is not run, because commands are not allowed here. Allow them with loadKeyring({ ` +
          'allowCommands: true }), or on the command line with --allow-commands.',
      );
      return undefined;
    }
    const reader =
      'file' in reference
        ? secretFile(resolve(directoryOf(place), reference.file))
        : this.#command(reference.command, directoryOf(place));
    try {
      const text = await reader.read();
      if (text !== '') return { text, reader, source };
      findings.problem(place, `The ${source} is empty.`, 'ERR_KEYRING_MISSING_OPTION');
    } catch (error) {
      findings.problem(place, problemOf(error, source), 'ERR_KEYRING_CREDENTIAL');
    }
    return undefined;
  }

  #command(command: readonly string[], directory: string): CommandSecret {
    const key = JSON.stringify([directory, ...command]);
    const reader = this.#commands.get(key) ?? commandSecret(command, directory);
    this.#commands.set(key, reader);
    return reader;
  }
}

/** A reference for messages. Somebody may have written the secret where its place belongs. */
function describeReference(reference: SecretReference): { readonly source: string } {
  if ('env' in reference) {
    return { source: `environment variable${looksHarmless(reference.env) ? ` ${reference.env}` : ''}` };
  }
  if ('file' in reference) {
    return { source: `file${looksHarmless(reference.file) ? ` ${reference.file}` : ''}` };
  }
  const [program] = reference.command;
  return { source: `command${looksHarmless(program) ? ` ${program}` : ''}` };
}

function problemOf(error: unknown, source: string): string {
  if (!(error instanceof KeyringError)) return `The ${source} cannot be read.`;
  if (source.startsWith('command')) return error.text;
  // Core's message has the path in it, whatever that is.
  const code = /\((E[A-Z]+)\)/.exec(error.text)?.[1];
  const why = code === undefined ? '' : ` (${code})`;
  return `The ${source} cannot be read${why}. See whether it is there and may be read.`;
}
