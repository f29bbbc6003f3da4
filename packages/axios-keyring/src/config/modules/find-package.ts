import { parseJSON, property } from '@axios-keyring/core';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

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
