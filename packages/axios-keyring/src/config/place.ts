import { dirname, isAbsolute, relative } from 'node:path';

/** A file as it was read. */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
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

/** The place of a key or an element. */
export function placeBelow({ file, path }: Place, key: string | number): Place {
  if (typeof key === 'number') return { file, path: `${path}[${key}]` };
  const name = shownKey(key);
  return { file, path: path === '' ? name : `${path}.${name}` };
}

/** The folder of the file, which relative paths in it start from. */
export function directoryOf({ file }: Place): string {
  return dirname(file.path);
}

/** A path as messages name it: short where it is below the folder that everything started from. */
export function shownPath(path: string, directory: string): string {
  const short = relative(directory, path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}

/** A key as messages name it. Somebody may have written a secret where a key belongs. */
export function shownKey(key: string): string {
  return looksHarmless(key) ? key : '(a key)';
}

/**
 * Whether a text is short and wordy enough to be a name, which a message may repeat, and not a secret in the wrong
 * place, which it may not.
 */
export function looksHarmless(text: string): boolean {
  if (!/^[\w@$./#-]{1,60}$/.test(text)) return false;
  const words = text.split(/[^A-Za-z]+/);
  return text.replaceAll(/\D/g, '').length <= 4 && words.every((word) => word.length <= 20);
}
