import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type DeclaredFacts, parseJSON, property } from '@axios-keyring/core';
import { type Emulator } from '@axios-keyring/testing';
import { packageFolders } from '../package-folders.js';

/** A provider as its package exports it. */
export interface ExportedProvider {
  /** What it is imported as. */
  readonly exportName: string;
  readonly declaration: DeclaredFacts;
}

/** A package that exports providers. */
export interface ProviderPackage {
  /** Its folder in the workspace. */
  readonly folder: string;
  readonly name: string;
  /** Without the scope; a config names its main provider so. */
  readonly shortName: string;
  readonly description: string;
  /** The one that the package is named after comes first. */
  readonly providers: readonly [ExportedProvider, ...ExportedProvider[]];
  /** Starts the emulator of its vendor. */
  readonly startEmulator: (options?: object) => Promise<Emulator<object>>;
}

/** The packages of a workspace that export a provider, by folder; a new one needs no entry anywhere. */
export async function providerPackages(workspace: string): Promise<readonly ProviderPackage[]> {
  const packages: ProviderPackage[] = [];
  for (const folder of packageFolders(workspace)) {
    const found = await providerPackage(join(workspace, folder), folder);
    if (found) packages.push(found);
  }
  return packages;
}

async function providerPackage(path: string, folder: string): Promise<ProviderPackage | undefined> {
  const index = join(path, 'src', 'index.ts');
  if (!existsSync(index)) return undefined;
  const manifest = parseJSON(readFileSync(join(path, 'package.json'), 'utf8'));
  // A provider is made by core, so a package without it exports none.
  if (property(property(manifest, 'dependencies'), '@axios-keyring/core') === undefined) return undefined;
  const loaded: unknown = await import(index);
  const shortName = basename(folder);
  const [first, ...others] = providersIn(loaded).sort(
    (left, right) => Number(isNamesake(right, shortName)) - Number(isNamesake(left, shortName)),
  );
  if (!first) return undefined;
  return {
    folder,
    name: text(property(manifest, 'name')),
    shortName,
    description: text(property(manifest, 'description')),
    providers: [first, ...others],
    startEmulator: async (options) => {
      const module: unknown = await import(join(path, 'emulator', 'index.ts'));
      if (!hasEmulator(module)) throw new Error(`${folder}/emulator/index.ts has no startEmulator.`);
      return module.startEmulator(options);
    },
  };
}

function providersIn(loaded: unknown): ExportedProvider[] {
  if (typeof loaded !== 'object' || loaded === null) return [];
  return Object.entries(loaded).flatMap(([exportName, value]) => {
    const declaration: unknown = typeof value === 'function' && Reflect.get(value, 'declaration');
    return isDeclaration(declaration) ? [{ exportName, declaration }] : [];
  });
}

function isDeclaration(value: unknown): value is DeclaredFacts {
  return typeof property(value, 'name') === 'string' && typeof property(value, 'options') === 'object';
}

function hasEmulator(module: unknown): module is Pick<ProviderPackage, 'startEmulator'> {
  return typeof property(module, 'startEmulator') === 'function';
}

function isNamesake({ exportName }: ExportedProvider, shortName: string): boolean {
  return exportName.toLowerCase() === shortName.replaceAll('-', '').toLowerCase();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
