import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { configNames, readConfig, type ReadResult } from './read-config.js';

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
 * root: what somebody else put into `/tmp` is no config of a project below it. The search of cosmiconfig would do as
 * much, but runs a `.config/config.js` of the working directory first, whoever put it there.
 */
export async function searchConfig(start: string): Promise<FoundConfig | undefined> {
  for (let directory = resolve(start); ; directory = dirname(directory)) {
    const [path, ...ignored] = configsIn(directory);
    if (path !== undefined) return { path, content: await readConfig(path), ignored };
    const isLast = existsSync(join(directory, '.git')) || directory === homedir();
    if (isLast || dirname(directory) === directory) return undefined;
  }
}

function configsIn(directory: string): readonly string[] {
  return configNames.map((name) => join(directory, name)).filter((path) => existsSync(path));
}
