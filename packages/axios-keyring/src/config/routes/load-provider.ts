import { property } from '@axios-keyring/core';
import { didYouMean } from '@axios-keyring/core/engine';
import { resolve } from 'node:path';
import { knownProviders } from '../../known-providers.js';
import { type CheckedArguments } from '../arguments.js';
import { Mistake } from '../findings.js';
import { importFile, type LoadedModule, moduleImporter } from '../modules/import-module.js';
import { describeLoadFailure } from '../modules/load-failure.js';
import { type RouteEntry } from '../read/layers.js';
import {
  asProvider,
  exportName,
  type LoadedProvider,
  parseProviderName,
  type ProviderName,
} from '../provider.js';

/** Imports the provider that a route names; `undefined` if it is known, and not installed. */
export async function loadProvider(
  { provider, place }: Pick<RouteEntry, 'provider' | 'place'>,
  { directory, providers }: CheckedArguments,
): Promise<LoadedProvider | undefined> {
  const name = parseProviderName(provider);
  const loaded = await importProvider(name, place.file.directory, directory);
  if (loaded) return chooseExport(loaded.exports, name);
  if (name.isPath) {
    throw new Mistake(
      'There is no such file. The path starts from the folder of this config, and has its ending.',
    );
  }
  // A short name is of a provider of this project or of the application, and those are known.
  const { short } = name;
  if (short === undefined || Object.hasOwn(knownProviders, short)) return undefined;
  const own = [...providers.values()].map(({ declaration }) => declaration.name);
  const names = [...own, ...Object.keys(knownProviders)];
  throw new Mistake(
    `There is no provider "${short}".${didYouMean(short, names)} The providers are ${names.join(', ')}. One of your ` +
      'own is a package with a scope, as "@acme/keyring-billing", a path, as "./billing.js", or given to ' +
      'loadKeyring({ providers }).',
  );
}

async function importProvider(
  { module, isPath }: ProviderName,
  config: string,
  root: string,
): Promise<LoadedModule | undefined> {
  try {
    if (isPath) return await importFile(resolve(config, module));
    return await moduleImporter.importPackage(module, [config, root]);
  } catch (error) {
    if (error instanceof Mistake) throw new Mistake(`${module}: ${error.text}`);
    const what = isPath ? 'The provider’s file' : `${module} is installed, but`;
    throw new Mistake(`${what} cannot be loaded ${describeLoadFailure(error)}`);
  }
}

function chooseExport(exports: unknown, { module, export: wanted }: ProviderName): LoadedProvider {
  const found = providersOf(exports);
  const names = [...found.keys()];
  const listed = names.length === 0 ? 'It exports none.' : `It exports ${names.join(', ')}.`;
  if (wanted !== undefined) {
    const chosen = found.get(wanted);
    if (chosen) return chosen;
    throw new Mistake(`${module} exports no provider "${wanted}".${didYouMean(wanted, names)} ${listed}`);
  }
  const [first, ...others] = found.values();
  if (!first) {
    throw new Mistake(
      `${module} exports no provider. A provider is what defineProvider of @axios-keyring/core gives.`,
    );
  }
  const chosen = found.get(exportName(module.replace(/\.\w+$/, ''))) ?? found.get('default');
  if (chosen ?? others.length === 0) return chosen ?? first;
  throw new Mistake(
    `${module} exports several providers. ${listed} Choose one: "${module}#${names[0] ?? ''}".`,
  );
}

function providersOf(exports: unknown): ReadonlyMap<string, LoadedProvider> {
  const found = new Map<string, LoadedProvider>();
  const entries = [exports, property(exports, 'default')].flatMap((value) =>
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  );
  // One and the same provider may be exported under its name and by default.
  const seen = new Set<unknown>();
  for (const [name, value] of [['default', exports] as const, ...entries]) {
    const provider = asProvider(value);
    if (!provider || seen.has(value)) continue;
    seen.add(value);
    found.set(name, provider);
  }
  return found;
}
