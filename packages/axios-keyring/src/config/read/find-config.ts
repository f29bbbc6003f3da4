import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { configNames, readConfig, readers, type ReadResult } from './read-config.js';

/** A config that was found, and what is in it. */
export interface FoundConfig {
  /** Absolute. */
  readonly path: string;
  readonly content: ReadResult;
  /** Others in the same folder, which are not read. */
  readonly ignored: readonly string[];
}

/**
 * Searches a folder and those above it, up to that of the repository (it has a `.git`), the home directory or the
 * root: what somebody else put into `/tmp` is no config of a project below it.
 */
export async function searchConfig(start: string): Promise<FoundConfig | undefined> {
  const search = await createSearch();
  for (let directory = resolve(start); ; directory = dirname(directory)) {
    const found = await search(directory);
    if (found) return found;
    const isLast = existsSync(join(directory, '.git')) || directory === homedir();
    if (isLast || dirname(directory) === directory) return undefined;
  }
}

async function createSearch(): Promise<(directory: string) => Promise<FoundConfig | undefined>> {
  const contents = new Map<string, ReadResult>();
  const find = await createExplorer(contents);
  return async (directory) => {
    const present = configNames.map((name) => join(directory, name)).filter((path) => existsSync(path));
    // It passes over a file that it may not read; ours says why.
    const path = (await find(directory)) ?? present[0];
    if (path === undefined) return undefined;
    const content = contents.get(path) ?? (await readConfig(path));
    return { path, content, ignored: present.filter((other) => other !== path) };
  };
}

async function createExplorer(
  contents: Map<string, ReadResult>,
): Promise<(directory: string) => Promise<string | undefined>> {
  const { cosmiconfig } = await import('cosmiconfig');
  // What was read goes its own way: cosmiconfig would follow a key `$import` in it, also to files elsewhere.
  const load = async (path: string): Promise<true> => {
    contents.set(path, await readConfig(path));
    return true;
  };
  const loaders = Object.fromEntries([...readers.keys()].map((ending) => [ending, load]));
  const settings = { searchPlaces: [...configNames], ignoreEmptySearchPlaces: false, loaders };
  try {
    const explorer = cosmiconfig('keyring', { ...settings, searchStrategy: 'none' });
    return async (directory) => (await explorer.search(directory))?.filepath;
  } catch {
    // It looks into the package.json of the working directory first, and gives up if that is malformed.
    return () => Promise.resolve(undefined);
  }
}
