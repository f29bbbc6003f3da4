import { extname } from 'node:path';
import { readFile } from 'node:fs/promises';
import { decodeText, property } from '@axios-keyring/core';
import { readCode } from './read-code.js';
import { readJSON } from './read-json.js';
import { readYAML } from './read-yaml.js';

/** What a file holds, or why that cannot be told, without a piece of it. */
export type ReadResult = { readonly value: unknown } | { readonly problem: string };

/** Reads the text of a file of one format. */
export type ConfigReader = (path: string, text: string) => ReadResult | Promise<ReadResult>;

/** The formats, by the ending of a file’s name, in the order in which a folder is searched. */
export const readers: ReadonlyMap<string, ConfigReader> = new Map<string, ConfigReader>([
  ['.json', (_, text) => readJSON(text)],
  ['.yaml', readYAML],
  ['.yml', readYAML],
  ['.js', readCode],
  ['.cjs', readCode],
  ['.mjs', readCode],
  ['.ts', readCode],
]);

/** The names that a config may have. */
export const configNames: readonly string[] = [...readers.keys()].map((ending) => `keyring.config${ending}`);

/** Whether a file is written down, and not a program. */
export function isDataFile(path: string): boolean {
  return ['.json', '.yaml', '.yml'].includes(extname(path));
}

/** Reads a file, by the ending of its name. */
export async function readConfig(path: string): Promise<ReadResult> {
  const reader = readers.get(extname(path));
  if (!reader) {
    return { problem: `A config is one of ${[...readers.keys()].join(', ')}. Rename the file.` };
  }
  try {
    const decoded = decodeText(await readFile(path));
    if ('problem' in decoded) return { problem: `The file ${decoded.problem}` };
    return await reader(path, decoded.text);
  } catch (error) {
    const code = property(error, 'code');
    return {
      problem: `The file cannot be read${typeof code === 'string' ? ` (${code})` : ''}. See whether it is there and may be read.`,
    };
  }
}
