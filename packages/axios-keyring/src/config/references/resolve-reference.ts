import { KeyringError, type MaybePromise, type OptionSchema, type SecretReader } from '@axios-keyring/core';
import { secretFile, secretFileText } from '@axios-keyring/core/engine';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Findings, Mistake, type Place, placeBelow, type Placed } from '../findings.js';
import { type SecretReference } from '../keyring-config.js';
import { isList, isPlainObject, looksHarmless } from '../plain.js';
import { adviseReference, parseReference } from '../shape/reference.js';
import { type CommandSecret, sharedCommandSecret } from './command-secret.js';

/** How references are followed. */
export interface Resolving {
  readonly allowCommands: boolean;
  readonly findings: Findings;
  /** Whether an object may stand there that is no reference. */
  readonly takesObjects?: boolean;
  /** Whether a file may hold bytes. */
  readonly isBinary?: boolean | undefined;
}

/** Where something lies, and how it is read. */
interface Source {
  /** As messages name it, behind an article. */
  readonly shown: string;
  /** As a report names it, for example `file /run/secrets/x`. */
  readonly source: string;
  readonly read: () => MaybePromise<string>;
  /** What an option asks for every request, where it may change. */
  readonly readerFor?: (option: string, schema: OptionSchema) => SecretReader;
}

/**
 * Looks up what a reference leads to, and the text that is there now.
 *
 * @throws KeyringError if that is nothing.
 */
export async function resolveReference(
  reference: SecretReference,
  place: Place,
  { allowCommands, isBinary }: Resolving,
): Promise<Source & { readonly text: string }> {
  const found = sourceOf(reference, place.file.directory, allowCommands, isBinary);
  const text = await found.read();
  if (text === '') throw new Mistake(`The ${found.shown} is empty.`, 'ERR_KEYRING_MISSING_OPTION');
  return { ...found, text };
}

function sourceOf(
  reference: SecretReference,
  directory: string,
  allowCommands: boolean,
  isBinary?: boolean,
): Source {
  if ('env' in reference) return environmentSource(reference.env, isBinary);
  const [kind, target] = 'file' in reference ? ['file', reference.file] : ['command', reference.command[0]];
  // Somebody may have written the secret where its place belongs.
  const shown = looksHarmless(target) ? `${kind} ${target}` : kind;
  if ('file' in reference) return fileSource(resolve(directory, reference.file), shown, shown, isBinary);
  if (!allowCommands) {
    throw new Mistake(
      `The ${shown} is not run, because commands are not allowed here. Allow them with loadKeyring({ ` +
        'allowCommands: true }), or on the command line with --allow-commands.',
    );
  }
  const command = sharedCommandSecret(reference.command, directory);
  // Who loads a config wants what is there now.
  command.refresh();
  const readerFor = (option: string, schema: OptionSchema): SecretReader =>
    commandReader(command, option, schema, shown);
  return { shown, source: shown, read: command.read, readerFor };
}

/** A variable, or the file that `NAME_FILE` names, as for the options that a config leaves to the environment. */
function environmentSource(variable: string, isBinary?: boolean): Source {
  const text = process.env[variable] ?? '';
  const path = process.env[`${variable}_FILE`] ?? '';
  const isShown = looksHarmless(variable);
  const name = isShown ? variable : 'NAME';
  if (text !== '' && path !== '') {
    throw new Mistake(
      `${name} and ${name}_FILE are both set, so it cannot be told which is meant. Unset one.`,
    );
  }
  const source = variableSource(variable, name);
  if (path !== '') return fileSource(path, `file that ${name}_FILE names`, source ?? name, isBinary);
  const shown = `environment variable${isShown ? ` ${name}` : ''}`;
  if (text !== '') return { shown, source: shown, read: () => text };
  const remedy = variable.startsWith('$') ? 'Write its name without $.' : 'Set it.';
  throw new Mistake(`The ${shown} is not set, or empty. ${remedy}`, 'ERR_KEYRING_MISSING_OPTION');
}

/** Where the value of a variable comes from, as reports name it; `undefined` if it is not set. */
export function variableSource(variable: string | undefined, name = variable): string | undefined {
  if (variable === undefined) return undefined;
  if ((process.env[variable] ?? '') !== '') return `environment variable ${variable}`;
  const path = process.env[`${variable}_FILE`] ?? '';
  // Somebody may have given the secret in place of the path, and that is no file.
  const isShown = looksHarmless(path) && existsSync(path);
  return path === ''
    ? undefined
    : `file${isShown ? ` ${path}` : ''} (environment variable ${name ?? ''}_FILE)`;
}

function fileSource(path: string, shown: string, source: string, isBinary?: boolean): Source {
  const readerFor = (option: string, schema: OptionSchema): SecretReader =>
    secretFile(path, { option, schema, shown });
  return { shown, source, read: () => secretFileText(path, shown, isBinary), readerFor };
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
interface ResolvedValue {
  readonly value: unknown;
  readonly sources: readonly string[];
}

/** Looks up all references in a value; `undefined` if one leads nowhere, which is noted. */
export async function resolveValue(
  { value, place }: Placed,
  resolving: Resolving,
): Promise<ResolvedValue | undefined> {
  return resolving.findings.attempt(place, async () => {
    const reference = parseReference(value);
    if (reference) {
      const { text, source } = await resolveReference(reference, place, resolving);
      return { value: text, sources: [source] };
    }
    const isObject = isPlainObject(value);
    if (!isObject && !isList(value)) return { value, sources: [] };
    // One with functions is for the provider to judge.
    const isData = isObject && !Object.values(value).some((part) => typeof part === 'function');
    if (isData && resolving.takesObjects !== true) {
      throw new Mistake(adviseReference(value), 'ERR_KEYRING_OPTION');
    }
    const parts = await Promise.all(
      Object.entries(value).map(async ([key, part]: [string, unknown]) => {
        const below = placeBelow(place, isObject ? key : Number(key));
        const found = await resolveValue({ value: part, place: below }, resolving);
        return found && { ...found, key };
      }),
    );
    const found = parts.filter((part) => part !== undefined);
    if (found.length < parts.length) return undefined;
    const values = found.map((part): [string, unknown] => [part.key, part.value]);
    return {
      value: isObject ? Object.fromEntries(values) : values.map(([, part]) => part),
      sources: found.flatMap((part) => part.sources),
    };
  });
}
