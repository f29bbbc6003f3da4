import { type DeclaredFacts, property } from '@axios-keyring/core';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type SchemaProvider } from 'axios-keyring';
import { knownProviders } from 'axios-keyring/known-providers';

/** The packages of this project’s providers, as a config names them. */
export const ownProviders: readonly string[] = Object.keys(knownProviders).filter(
  (name) => !name.includes('#'),
);

/** The providers of this project that are installed in a folder, or beside this package. */
export async function installedProviders(directory: string): Promise<readonly SchemaProvider[]> {
  const found: SchemaProvider[] = [];
  for (const name of ownProviders) {
    // Not installed, or broken: what its routes have to say of that is in the report of the config.
    const content = await importInstalled(`@axios-keyring/${name}`, directory).catch(() => undefined);
    if (typeof content !== 'object' || content === null) continue;
    for (const [exported, value] of Object.entries<unknown>({ ...content })) {
      const declaration: unknown = typeof value === 'function' && Reflect.get(value, 'declaration');
      // A package may have a second provider, which a config names by its export.
      const isMain = property(declaration, 'name') === name;
      if (isDeclaration(declaration))
        found.push({ declaration, provider: isMain ? name : `${name}#${exported}` });
    }
  }
  return found;
}

/**
 * Imports what is installed in a folder, or beside this package.
 *
 * @throws What it failed with in the folder.
 */
export async function importInstalled(name: string, directory: string): Promise<unknown> {
  try {
    // Required in both builds: to import what `require` resolves would give its exports as one default.
    const content: unknown = createRequire(join(directory, 'noop.js'))(name);
    return content;
  } catch (error) {
    const content: unknown = await import(name).catch(() => {
      throw error;
    });
    return content;
  }
}

function isDeclaration(value: unknown): value is DeclaredFacts {
  return typeof property(value, 'name') === 'string' && typeof property(value, 'options') === 'object';
}
