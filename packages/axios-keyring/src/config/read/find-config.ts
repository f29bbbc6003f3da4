import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { Mistake } from '../findings.js';
import { findPackageDirectory, findPackageEntry, requireFrom } from '../modules/import-module.js';
import { looksHarmless } from '../plain.js';
import { packageOf } from '../provider.js';
import { configNames, endings } from './read-config.js';

/** A path as messages name it: short where it is below the folder that everything started from. */
export function shownPath(path: string, directory: string): string {
  const short = relative(directory, path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}

/** The configs in a folder, the one that is read first. */
function configsIn(directory: string): readonly string[] {
  return configNames.map((name) => join(directory, name)).filter((path) => existsSync(path));
}

/**
 * Searches a folder and those above it, up to that of the repository (it has a `.git`), the home directory or the
 * root: what somebody else put into `/tmp` is no config of a project below it.
 *
 * @returns The config and others beside it, which are not read; none if there is no config.
 */
export function searchConfig(start: string): readonly string[] {
  for (let directory = start; ; directory = dirname(directory)) {
    const found = configsIn(directory);
    const isLast = existsSync(join(directory, '.git')) || directory === homedir();
    if (found.length > 0 || isLast || dirname(directory) === directory) return found;
  }
}

/**
 * Finds what an `extends` names: a file, from the folder of the config that names it, or a package that is installed
 * there or where the application runs.
 *
 * @returns The absolute path.
 */
export function findExtended(name: string, directory: string, root: string): string {
  if (/^[a-z][\w+.-]+:/i.test(name) || name.startsWith('//')) {
    throw new Mistake(
      'extends never takes a URL: who answers there could send credentials anywhere. Name a file, or a package that ' +
        'is installed.',
    );
  }
  if (/^~\w*(\/|$)/.test(name)) {
    throw new Mistake(
      'extends does not know ~, which only a shell puts in the place of a folder. Write the path from the folder of ' +
        'this config, as "../shared.json", or from the root.',
    );
  }
  if (/^\.\.?(\/|$)/.test(name) || isAbsolute(name)) return findFile(resolve(directory, name));
  if (!/^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*(?:\/[\w./-]+)?$/.test(name)) {
    throw new Mistake(
      'extends names neither a file, as "./shared.json", nor a package, as "@acme/keyring-config".',
    );
  }
  const found = findInPackage(name, directory) ?? findInPackage(name, root);
  if (found !== undefined) return found;
  const shown = looksHarmless(name) ? name : 'that package';
  const isFile = existsSync(resolve(directory, name)) ? ' For the file of that name write "./…".' : '';
  throw new Mistake(`extends names a package that is not installed. Run: npm install ${shown}.${isFile}`);
}

function findFile(path: string): string {
  if (!existsSync(path)) {
    throw new Mistake('There is no such file. The path starts from the folder of this config.');
  }
  const [file] = statSync(path).isDirectory() ? configsIn(path) : [path];
  if (file === undefined) throw new Mistake('That folder has no keyring.config file.');
  return file;
}

function findInPackage(name: string, from: string): string | undefined {
  const file = resolveFile(name, from);
  if (file !== undefined && endings.includes(extname(file))) return file;
  const directory = findPackageDirectory(packageOf(name), from);
  if (directory === undefined) return undefined;
  const [config] = name === packageOf(name) ? configsIn(directory) : [];
  if (config !== undefined) return config;
  throw new Mistake(
    'The package is installed, but has neither a main file nor a keyring.config file. See its documentation, or name ' +
      'a file in it.',
  );
}

function resolveFile(name: string, from: string): string | undefined {
  try {
    return requireFrom(from).resolve(name);
  } catch {
    const entry = findPackageEntry(name, from);
    return entry !== undefined && existsSync(entry) ? entry : undefined;
  }
}
