import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, isAbsolute, join, resolve } from 'node:path';
import { findPackageDirectory, findPackageEntry } from '../routes/package-entry.js';
import { looksHarmless } from '../place.js';
import { configNames, readers } from './read-config.js';

/** The file that an `extends` means, or why there is none. */
export type ExtendedFile = { readonly path: string } | { readonly problem: string };

/**
 * Finds what an `extends` names: a file, from the folder of the config that names it, or a package that is installed
 * there or where the application runs.
 */
export function findExtended(name: string, directory: string, root: string): ExtendedFile {
  if (/^[a-z][\w+.-]+:/i.test(name) || name.startsWith('//')) {
    const problem =
      'extends never takes a URL: who answers there could send credentials anywhere. Name a file, or a package that ' +
      'is installed.';
    return { problem };
  }
  if (/^~\w*(\/|$)/.test(name)) {
    return {
      problem:
        'extends does not know ~, which only a shell puts in the place of a folder. Write the path from the folder of ' +
        'this config, as "../shared.json", or from the root.',
    };
  }
  if (/^\.\.?(\/|$)/.test(name) || isAbsolute(name)) return findFile(resolve(directory, name));
  if (!/^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*(?:\/[\w./-]+)?$/.test(name)) {
    return {
      problem: 'extends names neither a file, as "./shared.json", nor a package, as "@acme/keyring-config".',
    };
  }
  const found = findInPackage(name, directory) ?? findInPackage(name, root);
  if (found) return found;
  const shown = looksHarmless(name) ? name : 'that package';
  const isFile = existsSync(resolve(directory, name)) ? ` For the file of that name write "./…".` : '';
  return { problem: `extends names a package that is not installed. Run: npm install ${shown}.${isFile}` };
}

function findFile(path: string): ExtendedFile {
  if (!existsSync(path))
    return { problem: 'There is no such file. The path starts from the folder of this config.' };
  if (!statSync(path).isDirectory()) return { path };
  const file = configIn(path);
  return file === undefined ? { problem: 'That folder has no keyring.config file.' } : { path: file };
}

function findInPackage(name: string, from: string): ExtendedFile | undefined {
  const file = resolveFile(name, from);
  if (file !== undefined && readers.has(extname(file))) return { path: file };
  const [scopeOrName = '', rest = ''] = name.split('/');
  const packageName = scopeOrName.startsWith('@') ? `${scopeOrName}/${rest}` : scopeOrName;
  const directory = findPackageDirectory(packageName, from);
  if (directory === undefined) return undefined;
  const path = name === packageName ? configIn(directory) : undefined;
  if (path !== undefined) return { path };
  const problem =
    'The package is installed, but has neither a main file nor a keyring.config file. See its documentation, or name ' +
    'a file in it.';
  return { problem };
}

function resolveFile(name: string, from: string): string | undefined {
  try {
    return createRequire(join(from, 'noop.js')).resolve(name);
  } catch {
    const entry = findPackageEntry(name, from);
    return entry !== undefined && existsSync(entry) ? entry : undefined;
  }
}

function configIn(directory: string): string | undefined {
  return configNames.map((name) => join(directory, name)).find((path) => existsSync(path));
}
