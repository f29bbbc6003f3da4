import { property } from '@axios-keyring/core';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isCommonJS } from '../module-format.js';
import { findPackageDirectory, findPackageEntry } from './package-entry.js';
import { packageOf } from './provider-name.js';

/** What came of an import: the module’s exports, `absent`, or what its own code failed with. */
export type ImportResult =
  | { readonly kind: 'module'; readonly exports: unknown }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Imports packages and files; another one in tests. */
export interface ModuleImporter {
  /** A package, first as this package finds it, then from the folders. */
  readonly importPackage: (name: string, directories: readonly string[]) => Promise<ImportResult>;
  readonly importFile: (path: string) => Promise<ImportResult>;
}

/** The importer of the running process, in both builds. */
export const moduleImporter: ModuleImporter = { importPackage, importFile };

async function importPackage(name: string, directories: readonly string[]): Promise<ImportResult> {
  try {
    const exports: unknown = await import(name);
    return { kind: 'module', exports };
  } catch (error) {
    if (!isAbsent(error, name)) return { kind: 'failed', error };
  }
  for (const directory of directories) {
    const path = resolvePackage(name, directory);
    if (typeof path === 'string') return importFile(path);
    if (path.kind === 'failed') return path;
  }
  return { kind: 'absent' };
}

function resolvePackage(name: string, directory: string): string | ImportResult {
  try {
    return requireFrom(directory).resolve(name);
  } catch (error) {
    // The package may be there without what is named in it.
    const isInstalled = findPackageDirectory(packageOf(name), directory) !== undefined;
    if (isAbsent(error, name)) return isInstalled ? { kind: 'failed', error } : { kind: 'absent' };
    // A package that can be imported only says so with this code.
    const isForImportOnly = property(error, 'code') === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
    const entry = isForImportOnly ? findPackageEntry(name, directory) : undefined;
    return entry ?? { kind: 'failed', error };
  }
}

async function importFile(path: string): Promise<ImportResult> {
  try {
    const exports: unknown = isCommonJS
      ? requireFrom(dirname(path))(path)
      : await import(pathToFileURL(path).href);
    return { kind: 'module', exports };
  } catch (error) {
    return isAbsent(error, path) ? { kind: 'absent' } : { kind: 'failed', error };
  }
}

// As a file of another name: for Jest, a file that is required from itself has an endless line of ancestors.
function requireFrom(directory: string): NodeJS.Require {
  return createRequire(join(directory, 'axios-keyring.cjs'));
}

/** Whether the module itself was not found, and not one that it imports. */
function isAbsent(error: unknown, name: string): boolean {
  const code = property(error, 'code');
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return false;
  const message = property(error, 'message');
  const [, what, found] =
    typeof message === 'string' ? (/Cannot find (module|package) '([^']*)'/.exec(message) ?? []) : [];
  return found === name || (what === 'package' && found === packageOf(name));
}

/** The same for what fails while it is loaded, which node alone tells more of. */
export function describeLoadFailure(error: unknown): string {
  const told = describeFailure(error);
  return told.endsWith(').') ? `${told} Run it alone with node to see why.` : told;
}

/** What a failed import may be told as: the error’s name and code. Its message may repeat the program’s text. */
export function describeFailure(error: unknown): string {
  const code = property(error, 'code');
  const name = errorName(error);
  const text = typeof code === 'string' && /^\w+$/.test(code) ? `${name}, ${code}` : name;
  const line = name === 'SyntaxError' ? syntaxLine(error) : '';
  return `(${text}${line}).${adviceOn(code)}`;
}

// Node puts the place before the error: `/path/keyring.config.mjs:3`. What comes after it is of the file.
function syntaxLine(error: unknown): string {
  const stack = property(error, 'stack');
  const line = typeof stack === 'string' ? /^\S+:(\d+)\n/.exec(stack)?.[1] : undefined;
  return line === undefined ? '' : `, line ${line}`;
}

function adviceOn(code: unknown): string {
  if (code === 'ERR_REQUIRE_ESM') {
    return ' It is an ES module, which this Node cannot require. Use Node 20.19 or later, or import axios-keyring.';
  }
  if (code === 'ERR_REQUIRE_ASYNC_MODULE') {
    return ' It awaits at its top level, so it cannot be required. Remove the await, or import axios-keyring.';
  }
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return ' It imports a file that this Node does not read, as one in TypeScript: only the first is compiled. Use Node 22.18 or later.';
  }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return ' A file or a package that it imports is not there: run it alone with node to see which.';
  }
  return '';
}

/** The name of an error, also of one from another realm. */
export function errorName(error: unknown): string {
  const name: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'name') : undefined;
  return typeof name === 'string' && /^\w{1,40}$/.test(name) ? name : 'an error';
}

/** What a module exports by default, whichever way it was loaded. */
export function defaultExport(exports: unknown): unknown {
  const value = property(exports, 'default');
  if (value === undefined) return exports;
  // CommonJS that was compiled from ES modules, and then imported, has its default in the default.
  return property(value, '__esModule') === true ? property(value, 'default') : value;
}
