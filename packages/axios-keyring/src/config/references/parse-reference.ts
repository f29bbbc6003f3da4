import { suggest } from '@axios-keyring/core';
import { type SecretReference } from '../keyring-config.js';
import { type Placed, shownKey } from '../place.js';
import { describeType, isList, isPlainObject } from '../read/plain.js';

/** A reference, no reference at all, or what is wrong with one. */
export type ReferenceResult =
  { readonly reference: SecretReference } | { readonly problem: string } | undefined;

const kinds = ['env', 'file', 'command'];

/** Reads `{ "env": … }`, `{ "file": … }` and `{ "command": … }`; `undefined` for anything else. */
export function parseReference({ value }: Pick<Placed, 'value'>): ReferenceResult {
  if (!isPlainObject(value)) return undefined;
  const keys = Object.keys(value);
  const [kind, another] = keys.filter((key) => kinds.includes(key));
  if (kind === undefined) return undefined;
  if (another !== undefined) {
    return {
      problem: `It refers to ${kind} and ${another}, so it cannot be told which is meant. Remove one.`,
    };
  }
  const other = keys.find((key) => key !== kind);
  if (other !== undefined) {
    return { problem: `A reference is { "${kind}": … } and nothing else. Remove ${shownKey(other)}.` };
  }
  const target = value[kind];
  if (kind === 'command') return parseCommand(target);
  if (typeof target !== 'string' || target.trim() === '' || target.includes('\0')) {
    const what = kind === 'env' ? 'the name of an environment variable' : 'the path of a file';
    return { problem: `${kind} has to be ${what}; found ${describeType(target)}.` };
  }
  return { reference: kind === 'env' ? { env: target } : { file: target } };
}

function parseCommand(target: unknown): ReferenceResult {
  const words = isList(target) ? target.filter((word) => typeof word === 'string') : [];
  const [program, ...values] = words;
  if (isList(target) && program !== undefined && program !== '' && words.length === target.length) {
    return { reference: { command: [program, ...values] } };
  }
  const problem =
    'command has to be a list of a program and its arguments, as ["op", "read", "op://vault/item/field"]; found ' +
    `${isList(target) ? 'another list' : describeType(target)}. There is no shell that would take a text apart.`;
  return { problem };
}

// What somebody may write who has seen other tools.
const otherWords: Readonly<Record<string, string>> = {
  environment: 'env',
  variable: 'env',
  path: 'file',
  exec: 'command',
};

/** What to say of an object where a reference could stand: what one looks like, and which was probably meant. */
export function adviseReference(value: Readonly<Record<string, unknown>>): string {
  const [key = ''] = Object.keys(value);
  const closest = suggest(key, kinds) ?? otherWords[suggest(key, Object.keys(otherWords)) ?? ''];
  const hint = closest === undefined ? '' : ` Did you mean "${closest}"?`;
  const found = key === '' ? 'an object without a key' : `one with ${shownKey(key)}`;
  return `A reference is { "env": … }, { "file": … } or { "command": … }; found ${found}.${hint}`;
}
