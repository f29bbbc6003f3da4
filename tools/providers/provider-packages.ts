import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { type DeclaredFacts, type KeyringInterceptor, property } from '@axios-keyring/core';
import { type Emulator } from '@axios-keyring/testing';
import { packageFolders } from '../package-folders.js';

// So that a build and a test can have it at once.
const load = createRequire(__filename);

const setup = v.strictObject({
  /** What follows the provider’s name and a colon; the first way has none. */
  id: v.optional(v.string()),
  title: v.string(),
  /** Options that are the same for everybody who chooses it. */
  constants: v.optional(v.record(v.string(), v.string())),
  /** Options that are read from their variables; without them, those that the provider needs. */
  options: v.optional(v.array(v.string())),
});

const manifestSchema = v.object({
  name: v.string(),
  description: v.string(),
  keyring: v.strictObject({ setups: v.array(setup) }),
});

/** A way to set a provider up, as its manifest has it. */
export type WrittenSetup = v.InferOutput<typeof setup>;

/** A provider as its package exports it. */
export interface ExportedProvider {
  /** What it is imported as. */
  readonly exportName: string;
  readonly declaration: DeclaredFacts;
  readonly provide: (options: object) => KeyringInterceptor;
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
  /** The ways to set its main provider up. */
  readonly setups: readonly WrittenSetup[];
  /** Starts the emulator of its vendor. */
  readonly startEmulator: (options?: object) => Promise<Emulator<object>>;
}

/** The packages of a workspace that export a provider, by folder; a new one needs no entry anywhere. */
export function providerPackages(workspace: string): readonly ProviderPackage[] {
  return packageFolders(workspace)
    .filter((folder) => dirname(folder) !== 'packages')
    .map((folder) => providerPackage(join(workspace, folder), folder));
}

function providerPackage(path: string, folder: string): ProviderPackage {
  const manifest = v.parse(manifestSchema, JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')));
  const loaded: unknown = load(join(path, 'src', 'index.ts'));
  const shortName = basename(folder);
  const [first, ...others] = providersIn(loaded).sort(
    (left, right) => Number(isNamesake(right, shortName)) - Number(isNamesake(left, shortName)),
  );
  if (!first) throw new Error(`${folder} exports no provider.`);
  return {
    folder,
    name: manifest.name,
    shortName,
    description: manifest.description,
    setups: manifest.keyring.setups,
    providers: [first, ...others],
    startEmulator: async (options) => {
      const module: unknown = load(join(path, 'emulator', 'index.ts'));
      if (!hasEmulator(module)) throw new Error(`${folder}/emulator/index.ts has no startEmulator.`);
      return module.startEmulator(options);
    },
  };
}

function providersIn(loaded: unknown): ExportedProvider[] {
  if (typeof loaded !== 'object' || loaded === null) return [];
  return Object.entries(loaded).flatMap(([exportName, provide]: [string, unknown]) =>
    isProvider(provide) ? [{ exportName, declaration: provide.declaration, provide }] : [],
  );
}

function isProvider(
  value: unknown,
): value is ExportedProvider['provide'] & Pick<ExportedProvider, 'declaration'> {
  return (
    typeof value === 'function' && typeof property(Reflect.get(value, 'declaration'), 'options') === 'object'
  );
}

function hasEmulator(module: unknown): module is Pick<ProviderPackage, 'startEmulator'> {
  return typeof property(module, 'startEmulator') === 'function';
}

function isNamesake({ exportName }: ExportedProvider, shortName: string): boolean {
  return exportName.toLowerCase() === shortName.replaceAll('-', '').toLowerCase();
}
