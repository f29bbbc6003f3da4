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
  const found = await Promise.all(
    ownProviders.map(async (name) => {
      // Not installed, or broken: what its routes have to say of that is in the report of the config.
      const content = await importInstalled(`@axios-keyring/${name}`, directory).catch(() => undefined);
      return declarationsIn(content).map(([exported, declaration]) => ({
        declaration,
        // A package may have a second provider, which a config names by its export.
        provider: declaration.name === name ? name : `${name}#${exported}`,
      }));
    }),
  );
  return found.flat();
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

// Not called exports, which is the name of something else in CommonJS.
function declarationsIn(content: unknown): readonly (readonly [exported: string, facts: DeclaredFacts])[] {
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).flatMap(([exported, value]: [string, unknown]) => {
    const declaration: unknown = typeof value === 'function' && Reflect.get(value, 'declaration');
    return isDeclaration(declaration) ? [[exported, declaration] as const] : [];
  });
}

function isDeclaration(value: unknown): value is DeclaredFacts {
  return typeof property(value, 'name') === 'string' && typeof property(value, 'options') === 'object';
}
