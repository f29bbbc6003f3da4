import {
  KeyringError,
  type MaybePromise,
  type OptionSchema,
  secretFile,
  secretFileText,
  type SecretReader,
} from '@axios-keyring/core';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Findings, Mistake } from '../findings.js';
import { type SecretReference } from '../keyring-config.js';
import { placeBelow, type Placed } from '../place.js';
import { isList, isPlainObject, looksHarmless } from '../plain.js';
import { adviseReference, parseReference } from '../shape/reference.js';
import { type CommandSecret, sharedCommandSecret } from './command-secret.js';

/** Where something lies, and how it is read. */
interface Source {
  /** As messages name it, behind an article. */
  readonly shown: string;
  /** As a report names it, for example `file /run/secrets/x`. */
  readonly source: string;
  read(): MaybePromise<string>;
  /** What an option asks for every request, where it may change. */
  readonly readerFor?: (option: string, schema: OptionSchema) => SecretReader;
}

/** What a reference leads to, and what is there now. */
export type ResolvedReference = Pick<Source, 'source' | 'readerFor'> & { readonly text: string };

/**
 * Looks up what a reference leads to.
 *
 * @param directory - The folder of the config that has it.
 * @throws KeyringError if that is nothing.
 */
export async function resolveReference(
  reference: SecretReference,
  directory: string,
  allowCommands: boolean,
): Promise<ResolvedReference> {
  const found = sourceOf(reference, directory, allowCommands);
  const text = await found.read();
  if (text === '') throw new Mistake(`The ${found.shown} is empty.`, 'ERR_KEYRING_MISSING_OPTION');
  return { ...found, text };
}

function sourceOf(reference: SecretReference, directory: string, allowCommands: boolean): Source {
  if ('env' in reference) return variableSource(reference.env);
  const [kind, target] = 'file' in reference ? ['file', reference.file] : ['command', reference.command[0]];
  // Somebody may have written the secret where its place belongs.
  const shown = looksHarmless(target) ? `${kind} ${target}` : kind;
  if ('file' in reference) return fileSource(resolve(directory, reference.file), shown, shown);
  if (!allowCommands) {
    throw new Mistake(
      `The ${shown} is not run, because commands are not allowed here. Allow them with loadKeyring({ ` +
        'allowCommands: true }), or on the command line with --allow-commands.',
    );
  }
  const command = sharedCommandSecret(reference.command, directory);
  // Who loads a config wants what is there now.
  command.refresh();
  return {
    ...{ shown, source: shown },
    read: () => command.read(),
    readerFor: (option, schema) => commandReader(command, option, schema, shown),
  };
}

/** A variable, or the file that `NAME_FILE` names, as for the options that a config leaves to the environment. */
function variableSource(variable: string): Source {
  const text = process.env[variable] ?? '';
  const path = process.env[`${variable}_FILE`] ?? '';
  const isShown = looksHarmless(variable);
  const name = isShown ? variable : 'NAME';
  if (text !== '' && path !== '') {
    throw new Mistake(
      `${name} and ${name}_FILE are both set, so it cannot be told which is meant. Unset one.`,
    );
  }
  if (path !== '') {
    return fileSource(path, `file that ${name}_FILE names`, variableFileSource(`${name}_FILE`, path));
  }
  const shown = `environment variable${isShown ? ` ${name}` : ''}`;
  if (text !== '') return { shown, source: shown, read: () => text };
  const remedy = variable.startsWith('$') ? 'Write its name without $.' : 'Set it.';
  throw new Mistake(`The ${shown} is not set, or empty. ${remedy}`, 'ERR_KEYRING_MISSING_OPTION');
}

/**
 * The source of a secret in a file that a variable names. Somebody may have given the secret in place of the path, and
 * that is no file.
 */
export function variableFileSource(variable: string, path: string): string {
  const isShown = looksHarmless(path) && existsSync(path);
  return `file${isShown ? ` ${path}` : ''} (environment variable ${variable})`;
}

function fileSource(path: string, shown: string, source: string): Source {
  return {
    ...{ shown, source },
    read: () => secretFileText(path, shown),
    readerFor: (option, schema) => secretFile(path, { option, schema, shown }),
  };
}

// One reader for each option and command: two routes with the same one have the same secret.
const commandReaders = new WeakMap<object, Map<CommandSecret, SecretReader>>();

/** What a program prints, for an option: it is checked as that, and errors name the option and the program. */
function commandReader(
  command: CommandSecret,
  option: string,
  schema: OptionSchema,
  shown: string,
): SecretReader {
  const readers = commandReaders.get(schema) ?? new Map<CommandSecret, SecretReader>();
  commandReaders.set(schema, readers);
  const read = async (): Promise<string> => {
    const text = await command.read();
    const checked = schema.check(text);
    if (!('problem' in checked)) return text;
    const message = `${option} ${checked.problem} It comes from the ${shown}: set it right there.`;
    throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', message });
  };
  const reader = readers.get(command) ?? { read, refresh: command.refresh };
  readers.set(command, reader);
  return reader;
}

/** A value with what its references lead to in their place, and where that comes from. */
export interface ResolvedValue {
  readonly value: unknown;
  readonly sources: readonly string[];
}

/** How references are followed. */
export interface Resolving {
  readonly allowCommands: boolean;
  readonly findings: Findings;
  /** Whether an object may stand there that is no reference. */
  readonly takesObjects: boolean;
}

/** Looks up all references in a value; `undefined` if one leads nowhere, which is noted. */
export async function resolveValue(
  { value, place }: Placed,
  resolving: Resolving,
): Promise<ResolvedValue | undefined> {
  return resolving.findings.attempt(place, async () => {
    const reference = parseReference(value);
    if (reference) {
      const { text, source } = await resolveReference(
        reference,
        place.file.directory,
        resolving.allowCommands,
      );
      return { value: text, sources: [source] };
    }
    if (!isList(value) && !isPlainObject(value)) return { value, sources: [] };
    if (isPlainObject(value) && !resolving.takesObjects) refuseData(value);
    const keys = Object.keys(value);
    const parts = await Promise.all(
      Object.values(value).map((part: unknown, index) =>
        resolveValue(
          { value: part, place: placeBelow(place, isList(value) ? index : (keys[index] ?? '')) },
          resolving,
        ),
      ),
    );
    const found = parts.flatMap((part) => part ?? []);
    if (found.length < parts.length) return undefined;
    const values = found.map((part) => part.value);
    return {
      value: isList(value) ? values : Object.fromEntries(keys.map((key, index) => [key, values[index]])),
      sources: found.flatMap((part) => part.sources),
    };
  });
}

// Only what is made of parts has an object as its value; one with functions is for the provider to judge.
function refuseData(value: Readonly<Record<string, unknown>>): void {
  if (Object.values(value).some((part) => typeof part === 'function')) return;
  throw new Mistake(adviseReference(value), 'ERR_KEYRING_OPTION');
}
