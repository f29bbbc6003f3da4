import { parseJSON, property } from '@axios-keyring/core';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileTypeScript } from './compile-typescript.js';
import { packageOf } from '../provider.js';
import { isCommonJS } from './module-format.js';

/** A module that was loaded. */
export interface LoadedModule {
  readonly exports: unknown;
}

/** Imports what is not there as `undefined`, and throws what the code of a module throws. */
export const moduleImporter = {
  /** Imports a package, first as this package finds it, then from the folders. */
  async importPackage(name: string, directories: readonly string[]): Promise<LoadedModule | undefined> {
    try {
      const exports: unknown = await import(name);
      return { exports };
    } catch (error) {
      if (!isAbsent(error, name)) throw error;
    }
    for (const directory of directories) {
      const path = resolvePackage(name, directory);
      if (path !== undefined) return importJavaScript(path);
    }
    return undefined;
  },
};

function resolvePackage(name: string, directory: string): string | undefined {
  try {
    return requireFrom(directory).resolve(name);
  } catch (error) {
    // A package that can be imported only says so with this code.
    const isForImportOnly = property(error, 'code') === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
    const entry = isForImportOnly ? findPackageEntry(name, directory) : undefined;
    // The package may be there without what is named in it.
    const isInstalled = findPackageDirectory(packageOf(name), directory) !== undefined;
    if (entry === undefined && (isInstalled || !isAbsent(error, name))) throw error;
    return entry;
  }
}

/** Imports a file; one in TypeScript with Node itself where it can, else compiled with the package `typescript`. */
export async function importFile(path: string): Promise<LoadedModule | undefined> {
  const isReadByNode = !/\.[cm]?ts$/.test(path) || property(process.features, 'typescript') !== undefined;
  if (isReadByNode) return importJavaScript(path);
  if (!existsSync(path)) return undefined;
  const typescript = await moduleImporter.importPackage('typescript', [dirname(path)]);
  const compiled = compileTypeScript(path, typescript?.exports);
  try {
    return await importJavaScript(compiled);
  } finally {
    rmSync(compiled, { force: true });
  }
}

async function importJavaScript(path: string): Promise<LoadedModule | undefined> {
  try {
    const exports: unknown = isCommonJS
      ? requireFrom(dirname(path))(path)
      : await import(pathToFileURL(path).href);
    return { exports };
  } catch (error) {
    if (isAbsent(error, path)) return undefined;
    throw error;
  }
}

/** Whether the module itself was not found, and not one that it imports. */
function isAbsent(error: unknown, name: string): boolean {
  const code = property(error, 'code');
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return false;
  const message = String(property(error, 'message'));
  const [, what, found] = /Cannot find (module|package) '([^']*)'/.exec(message) ?? [];
  return found === name || (what === 'package' && found === packageOf(name));
}

/**
 * Imports an ES module that `require` does not take. In the CommonJS build, every `import()` that is written down was
 * compiled to `require`.
 */
export async function importNatively(path: string): Promise<unknown> {
  const load: unknown = (0, eval)('(url) => import(url)');
  if (typeof load !== 'function') return undefined;
  const exports: unknown = await Reflect.apply(load, undefined, [pathToFileURL(path).href]);
  return exports;
}

/** What a module exports by default, whichever way it was loaded. */
export function defaultExport(exports: unknown): unknown {
  const value = property(exports, 'default');
  if (value === undefined) return exports;
  // CommonJS that was compiled from ES modules, and then imported, has its default in the default.
  return property(value, '__esModule') === true ? property(value, 'default') : value;
}

/** The folder of an installed package, looked for as Node does. */
export function findPackageDirectory(name: string, from: string): string | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (dirname(directory) === directory) return undefined;
  }
}

/** The file that a package gives to `import`, where `require` is given none. */
export function findPackageEntry(name: string, from: string): string | undefined {
  const directory = findPackageDirectory(name, from);
  if (directory === undefined) return undefined;
  const manifest = parseJSON(readFileSync(join(directory, 'package.json'), 'utf8'));
  const exported = property(manifest, 'exports');
  const entry = entryOf(property(exported, '.') ?? exported) ?? property(manifest, 'main');
  return typeof entry === 'string' ? join(directory, entry) : undefined;
}

const conditions: readonly string[] = ['node', 'import', 'module-sync', 'require', 'default'];

function entryOf(exported: unknown): string | undefined {
  if (typeof exported === 'string') return exported;
  if (typeof exported !== 'object' || exported === null) return undefined;
  // The order of the package decides, as with Node.
  for (const [condition, value] of Object.entries(exported)) {
    const found = conditions.includes(condition) ? entryOf(value) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What `require` is in a folder. */
export function requireFrom(directory: string): NodeJS.Require {
  // As a file of another name: for Jest, a file that is required from itself has an endless line of ancestors.
  return createRequire(join(directory, 'axios-keyring.cjs'));
}
