import { secretFile, secretFileText } from '../credentials/secret-file.js';
import { KeyringError, type OptionProblem } from '../platform/errors.js';
import { hostProcess } from '../platform/host.js';
import { type OptionMetadata, type OptionSchema, type OptionSchemas } from './option.js';
import { optionProblem } from './problems.js';

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
  for (const [option, schema] of Object.entries(schemas)) {
    const { env } = schema.metadata;
    if (env === undefined) continue;
    const note = (problem: string): void => void problems.push(optionProblem(option, problem));
    const { text, path } = variable(env);
    if (text !== '' && path !== '') {
      note(`${env} and ${env}_FILE are both set, so it cannot be told which is meant. Unset one.`);
    }
    const value = path === '' ? parse(schema.metadata, text) : fromFile(option, schema, path, note);
    if (value !== '' && value !== undefined) values.set(option, value);
  }
  return { values, problems };
}

/**
 * The text of an environment variable, or of the file that `NAME_FILE` names; `undefined` if there is neither. For
 * who has to know an option before its provider resolves it.
 *
 * @throws KeyringError if the file cannot be read; resolving the option says so as well.
 */
export function environmentText(name: string): string | undefined {
  const { text, path } = variable(name);
  return (text === '' && path !== '' ? secretFileText(path, shownFile(name)) : text) || undefined;
}

/** What is in a variable, and in that which names a file in its place; empty where it is not set. */
function variable(name: string): { readonly text: string; readonly path: string } {
  const environment = hostProcess()?.env ?? {};
  return { text: environment[name] ?? '', path: environment[`${name}_FILE`] ?? '' };
}

function parse({ fromText }: OptionMetadata, text: string): unknown {
  return fromText && text !== '' ? fromText(text) : text;
}

function fromFile(
  option: string,
  schema: OptionSchema,
  path: string,
  note: (problem: string) => void,
): unknown {
  const { metadata } = schema;
  const shown = shownFile(metadata.env ?? '');
  try {
    const text = secretFileText(path, shown, metadata.isBinary);
    if (text === '')
      note(`The ${shown} is empty. Write the value into it, or unset ${metadata.env ?? ''}_FILE.`);
    if (text === '' || !isReadPerRequest(metadata)) return parse(metadata, text);
    const checked = schema.check(text);
    // That the text is wrong does not make the option absent: it must not be said that it is missing as well.
    if ('problem' in checked) {
      note(`${option} ${checked.problem} It comes from the ${shown}: set it right there.`);
    }
    return secretFile(path, { option, schema, shown });
  } catch (error) {
    note(error instanceof KeyringError ? error.text : 'The file cannot be read.');
    return undefined;
  }
}

// Not by its path: somebody may have given the secret in place of that.
function shownFile(env: string): string {
  return `file that ${env}_FILE names`;
}

/** Whether an option is asked for with every request, so that its value may change meanwhile. */
export function isReadPerRequest({ kind }: Pick<OptionMetadata, 'kind'>): boolean {
  return kind === 'secret' || kind === 'rotating-secret' || kind === 'token';
}
