import { suggest } from '@axios-keyring/core/engine';
import { type Findings, Mistake, type Place } from '../findings.js';
import { type SecretReference } from '../keyring-config.js';
import { describeType, isList, isPlainObject, isText, shownKey } from '../plain.js';
import { type JSONSchema } from './shape.js';

const kinds = ['env', 'file', 'command'];

/** Whether a value is meant to be a reference. */
export function isReference(value: unknown): value is Readonly<Record<string, unknown>> {
  return isPlainObject(value) && kinds.some((kind) => Object.hasOwn(value, kind));
}

/** Reads `{ "env": … }`, `{ "file": … }` and `{ "command": … }`; `undefined` for anything else. */
export function parseReference(value: unknown): SecretReference | undefined {
  if (!isReference(value)) return undefined;
  const keys = Object.keys(value);
  const [kind = '', another] = keys.filter((key) => kinds.includes(key));
  if (another !== undefined) {
    throw new Mistake(
      `It refers to ${kind} and ${another}, so it cannot be told which is meant. Remove one.`,
    );
  }
  const other = keys.find((key) => key !== kind);
  if (other !== undefined) {
    throw new Mistake(`A reference is { "${kind}": … } and nothing else. Remove ${shownKey(other)}.`);
  }
  const target = value[kind];
  if (kind === 'command') return { command: parseCommand(target) };
  if (isText(target)) return kind === 'env' ? { env: target } : { file: target };
  const what = kind === 'env' ? 'the name of an environment variable' : 'the path of a file';
  throw new Mistake(`${kind} has to be ${what}; found ${describeType(target)}.`);
}

function parseCommand(target: unknown): readonly [string, ...string[]] {
  const words = isList(target) ? target.filter((word) => typeof word === 'string') : [];
  const [program = '', ...values] = words;
  if (isList(target) && program !== '' && words.length === target.length) return [program, ...values];
  throw new Mistake(
    'command has to be a list of a program and its arguments, as ["op", "read", "op://vault/item/field"]; found ' +
      `${isList(target) ? 'another list' : describeType(target)}. There is no shell that would take a text apart.`,
  );
}

// What somebody may write who has seen other tools.
const otherWords: Readonly<Record<string, string>> = {
  environment: 'env',
  variable: 'env',
  path: 'file',
  exec: 'command',
};

/** What to say of an object where a reference could stand: what one looks like, and which was probably meant. */
export function adviseReference(value: object): string {
  const [key = ''] = Object.keys(value);
  const closest = suggest(key, kinds) ?? otherWords[suggest(key, Object.keys(otherWords)) ?? ''];
  const hint = closest === undefined ? '' : ` Did you mean "${closest}"?`;
  const found = key === '' ? 'an object without a key' : `one with ${shownKey(key)}`;
  return `A reference is { "env": … }, { "file": … } or { "command": … }; found ${found}.${hint}`;
}

/** Warns of a secret in the text of a file; a program may well have it from elsewhere. */
export function warnOfLiteral(place: Place, findings: Findings, part = ''): void {
  if (!place.file.isData) return;
  findings.warn(
    place,
    `The secret is written in the file itself${part}, where everybody with the file can read it. Write ` +
      '{ "env": "NAME" } or { "file": "/run/secrets/name" } in its place.',
  );
}

/** The JSON Schema of a reference. */
export const referenceSchema: JSONSchema = {
  description: 'Where the value lies, in place of the value.',
  oneOf: [
    only('env', { type: 'string', description: 'The name of an environment variable.' }),
    only('file', {
      type: 'string',
      description:
        'The path of a file, from the folder of this config. A secret is read again when it changes.',
    }),
    only('command', {
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
      description: 'A program and its arguments, run without a shell, where commands are allowed.',
    }),
  ],
};

function only(key: string, value: JSONSchema): JSONSchema {
  return { type: 'object', properties: { [key]: value }, required: [key], additionalProperties: false };
}
