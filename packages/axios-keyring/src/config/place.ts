import { shownKey } from './plain.js';

/** A file as it was read. */
export interface ConfigFile {
  /** The absolute path of its folder, which relative paths in it start from. */
  readonly directory: string;
  /** As messages name it. */
  readonly shown: string;
  /** Whether it is JSON or YAML: what stands in it was written down, and did not come from a program. */
  readonly isData: boolean;
}

/** A place in a config, for messages. */
export interface Place {
  readonly file: ConfigFile;
  /** For example `routes[2].options.region`; empty for the whole file. */
  readonly path: string;
}

/** A value of a config, and where it stands. */
export interface Placed<Value = unknown> {
  readonly value: Value;
  readonly place: Place;
}

/** The place of what is in no file, such as the arguments of a function. */
export const argumentsPlace: Place = { file: { directory: '', shown: '', isData: false }, path: '' };

/** The place of a key or an element. */
export function placeBelow({ file, path }: Place, key: string | number): Place {
  if (typeof key === 'number') return { file, path: `${path}[${key}]` };
  return { file, path: path === '' ? shownKey(key) : `${path}.${shownKey(key)}` };
}

/** The line and the column of a place in a text, counted from 1. */
export function textPosition(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}
