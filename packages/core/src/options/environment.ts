import { secretFile } from '../credentials/secret-file.js';
import { KeyringError, type OptionProblem } from '../errors.js';
import { hostProcess } from '../host.js';
import { type OptionMetadata } from './metadata.js';
import { type OptionSchemas } from './option-schema.js';

/** What the environment has for a provider's options. */
export interface EnvironmentValues {
  readonly values: ReadonlyMap<string, unknown>;
  readonly problems: readonly OptionProblem[];
}

/**
 * Reads the options out of their environment variables: `NAME`, or the file that `NAME_FILE` names, as Docker's
 * images and Kubernetes have it. An empty variable counts as absent.
 */
export function environmentValues(schemas: OptionSchemas): EnvironmentValues {
  const values = new Map<string, unknown>();
  const problems: OptionProblem[] = [];
  for (const [option, { metadata }] of Object.entries(schemas)) {
    const { env } = metadata;
    if (env === undefined) continue;
    const { text, path } = variable(env);
    if (text !== '' && path !== '') problems.push(bothSet(option, env));
    try {
      const value = path === '' ? parse(metadata, text) : fromFile(metadata, path);
      if (value !== '') values.set(option, value);
    } catch (error) {
      problems.push(unreadable(option, env, error));
    }
  }
  return { values, problems };
}

/**
 * The text of an environment variable, or of the file that `NAME_FILE` names; `undefined` if there is neither. For a
 * provider that has to know an option before its options are resolved.
 *
 * @throws KeyringError if the file cannot be read; resolving the option says so as well.
 */
export function environmentText(name: string): string | undefined {
  const { text, path } = variable(name);
  return (text === '' && path !== '' ? secretFile(path).read() : text) || undefined;
}

/** What is in a variable, and in that which names a file in its place; empty where it is not set. */
function variable(name: string): { readonly text: string; readonly path: string } {
  const environment = hostProcess()?.env ?? {};
  return { text: environment[name] ?? '', path: environment[`${name}_FILE`] ?? '' };
}

function parse({ fromText }: OptionMetadata, text: string): unknown {
  return fromText && text !== '' ? fromText(text) : text;
}

function fromFile(metadata: OptionMetadata, path: string): unknown {
  const reader = secretFile(path);
  const text = reader.read();
  return isReadPerRequest(metadata) ? reader : parse(metadata, text);
}

/** Whether an option is asked for with every request, so that its value may change meanwhile. */
export function isReadPerRequest({ kind }: Pick<OptionMetadata, 'kind'>): boolean {
  return kind === 'secret' || kind === 'rotating-secret' || kind === 'token';
}

function bothSet(option: string, env: string): OptionProblem {
  const message = `${env} and ${env}_FILE are both set, so it cannot be told which is meant. Unset one.`;
  return { code: 'ERR_KEYRING_OPTION', option, message };
}

function unreadable(option: string, env: string, error: unknown): OptionProblem {
  const why = error instanceof KeyringError ? error.text : 'The file cannot be read.';
  return { code: 'ERR_KEYRING_OPTION', option, message: `${env}_FILE: ${why}` };
}
