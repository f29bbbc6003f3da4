import {
  KeyringError,
  type KeyringErrorCode,
  type MaybePromise,
  type OptionSchema,
  secretFile,
  secretFileText,
  type SecretReader,
} from '@axios-keyring/core';
import { resolve } from 'node:path';
import { sharedCommandSecret } from './command-secret.js';
import { type Findings } from '../findings.js';
import { type SecretReference } from '../keyring-config.js';
import { optionReader } from './option-reader.js';
import { directoryOf, looksHarmless, type Place } from '../place.js';
import { variableFileSource } from './secret-origins.js';

/** What a reference leads to. */
export interface ResolvedReference {
  /** What is there now. */
  readonly text: string;
  /** What an option asks for every request, where it may change. */
  readonly readerFor: ((option: string, schema: OptionSchema) => SecretReader) | undefined;
  /** For example `file /run/secrets/x`. */
  readonly source: string;
}

/** Where something lies, and how it is read. */
interface Source extends Pick<ResolvedReference, 'source' | 'readerFor'> {
  /** As messages name it, behind an article. */
  readonly shown: string;
  read(): MaybePromise<string>;
}

/** Looks up what references lead to. */
export class ReferenceResolver {
  readonly #allowCommands: boolean;

  constructor(allowCommands: boolean) {
    this.#allowCommands = allowCommands;
  }

  /** What a reference leads to; `undefined` if that is nothing, which is noted then. */
  async resolve(
    reference: SecretReference,
    place: Place,
    findings: Findings,
  ): Promise<ResolvedReference | undefined> {
    const found = this.#find(reference, directoryOf(place));
    if ('problem' in found) {
      findings.problem(place, found.problem, found.code);
      return undefined;
    }
    const { shown, source, readerFor } = found;
    try {
      const text = await found.read();
      if (text !== '') return { text, readerFor, source };
      findings.problem(place, `The ${shown} is empty.`, 'ERR_KEYRING_MISSING_OPTION');
    } catch (error) {
      findings.problem(place, problemOf(error, shown), 'ERR_KEYRING_CREDENTIAL');
    }
    return undefined;
  }

  #find(reference: SecretReference, directory: string): Source | ReferenceProblem {
    if ('env' in reference) return findVariable(reference.env);
    const shown = describeTarget(reference);
    if ('file' in reference) return fileSource(resolve(directory, reference.file), shown, shown);
    if (!this.#allowCommands) {
      return {
        problem:
          `The ${shown} is not run, because commands are not allowed here. Allow them with loadKeyring({ ` +
          'allowCommands: true }), or on the command line with --allow-commands.',
      };
    }
    const command = sharedCommandSecret(reference.command, directory);
    // Who loads a config wants what is there now.
    command.refresh();
    return {
      ...{ shown, source: shown },
      read: () => command.read(),
      readerFor: (option, schema) => optionReader(command, { option, schema, shown }),
    };
  }
}

/** Why there is nothing to be read. */
interface ReferenceProblem {
  readonly problem: string;
  readonly code?: KeyringErrorCode;
}

/** A variable, or the file that `NAME_FILE` names, as for the options that a config leaves to the environment. */
function findVariable(name: string): Source | ReferenceProblem {
  const text = process.env[name] ?? '';
  const path = process.env[`${name}_FILE`] ?? '';
  const shownName = looksHarmless(name) ? name : undefined;
  if (text !== '' && path !== '') {
    const both = `${shownName ?? 'NAME'} and ${shownName ?? 'NAME'}_FILE`;
    return { problem: `${both} are both set, so it cannot be told which is meant. Unset one.` };
  }
  if (path !== '') {
    const shown = `file that ${shownName ?? 'NAME'}_FILE names`;
    return fileSource(path, shown, variableFileSource(`${shownName ?? 'NAME'}_FILE`, path));
  }
  const shown = `environment variable${shownName === undefined ? '' : ` ${shownName}`}`;
  if (text === '') {
    const remedy = name.startsWith('$') ? 'Write its name without $.' : 'Set it.';
    return { problem: `The ${shown} is not set, or empty. ${remedy}`, code: 'ERR_KEYRING_MISSING_OPTION' };
  }
  return { shown, source: shown, read: () => text, readerFor: undefined };
}

function fileSource(path: string, shown: string, source: string): Source {
  return {
    ...{ shown, source },
    read: () => secretFileText(path, shown),
    readerFor: (option, schema) => secretFile(path, { option, schema, shown }),
  };
}

/** A reference for messages. Somebody may have written the secret where its place belongs. */
function describeTarget(reference: Exclude<SecretReference, { readonly env: string }>): string {
  const [what, target] = 'file' in reference ? ['file', reference.file] : ['command', reference.command[0]];
  return `${what}${looksHarmless(target) ? ` ${target}` : ''}`;
}

function problemOf(error: unknown, shown: string): string {
  return error instanceof KeyringError ? error.text : `The ${shown} cannot be read.`;
}
