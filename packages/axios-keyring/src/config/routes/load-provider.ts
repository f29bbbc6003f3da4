import { type DeclaredFacts, didYouMean, type KeyringInterceptor, property } from '@axios-keyring/core';
import { resolve } from 'node:path';
import { describeLoadFailure, type ModuleImporter } from './import-module.js';
import { importTypeScript, isTypeScript } from './import-typescript.js';
import { knownProviders } from './known-providers.js';
import { exportName, parseProviderName, type ProviderName } from './provider-name.js';

/** A provider as it is called here: by what it declares, and with options that it checks itself. */
export interface LoadedProvider {
  readonly declaration: DeclaredFacts;
  provide(options: object): KeyringInterceptor;
}

/** A provider, `not-installed`, or what is wrong. */
export type ProviderResult =
  | { readonly kind: 'loaded'; readonly provider: LoadedProvider }
  | { readonly kind: 'not-installed' }
  | { readonly kind: 'failed'; readonly problem: string };

/** Where a provider is looked for. */
export interface ProviderPlaces {
  /** The folder of the config that names it. */
  readonly config: string;
  /** Where the application runs. */
  readonly root: string;
  /** What the application calls the providers that it gave. */
  readonly own: readonly string[];
}

/** Imports the provider that a route names. */
export async function loadProvider(
  written: string,
  { config, root, own }: ProviderPlaces,
  importer: ModuleImporter,
): Promise<ProviderResult> {
  const name = parseProviderName(written);
  const result = name.isPath
    ? await (isTypeScript(name.module) ? importTypeScript : importer.importFile)(resolve(config, name.module))
    : await importer.importPackage(name.module, [config, root]);
  if (result.kind === 'module') return chooseExport(result.exports, name);
  if (result.kind === 'uncompiled') return failed(`${name.module}: ${result.problem}`);
  if (result.kind === 'failed') {
    const what = name.isPath ? 'The provider’s file' : `${name.module} is installed, but`;
    return failed(`${what} cannot be loaded ${describeLoadFailure(result.error)}`);
  }
  if (name.isPath) {
    return failed(
      'There is no such file. The path starts from the folder of this config, and has its ending.',
    );
  }
  // A short name is of a provider of this project or of the application, and those are known.
  const { short } = name;
  if (short === undefined || Object.hasOwn(knownProviders, short)) return { kind: 'not-installed' };
  const names = [...own, ...Object.keys(knownProviders)];
  return failed(
    `There is no provider "${short}".${didYouMean(short, names)} The providers are ${names.join(', ')}. One of your ` +
      'own is a package with a scope, as "@acme/keyring-billing", a path, as "./billing.js", or given to ' +
      'loadKeyring({ providers }).',
  );
}

function chooseExport(exports: unknown, name: ProviderName): ProviderResult {
  const found = providersOf(exports);
  const { module } = name;
  if (name.export !== undefined) {
    const chosen = found.get(name.export);
    if (chosen) return { kind: 'loaded', provider: chosen };
    const names = [...found.keys()];
    return failed(
      `${module} exports no provider "${name.export}".${didYouMean(name.export, names)} ${listOf(names)}`,
    );
  }
  const [first, ...others] = found.values();
  const fallback = others.length === 0 ? first : undefined;
  const chosen = found.get(exportName(module.replace(/\.\w+$/, ''))) ?? found.get('default') ?? fallback;
  if (chosen) return { kind: 'loaded', provider: chosen };
  const names = [...found.keys()];
  if (names.length === 0) {
    return failed(
      `${module} exports no provider. A provider is what defineProvider of @axios-keyring/core gives.`,
    );
  }
  return failed(
    `${module} exports several providers. ${listOf(names)} Choose one: "${module}#${names[0] ?? ''}".`,
  );
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'It exports none.' : `It exports ${names.join(', ')}.`;
}

function providersOf(exports: unknown): ReadonlyMap<string, LoadedProvider> {
  const found = new Map<string, LoadedProvider>();
  if (typeof exports !== 'object' && typeof exports !== 'function') return found;
  if (exports === null) return found;
  const all = [...Object.entries(exports), ...Object.entries(objectOf(property(exports, 'default')))];
  // One and the same provider may be exported under its name and by default.
  const seen = new Set<unknown>();
  for (const [name, value] of [['default', exports] as const, ...all]) {
    const provider = asProvider(value);
    if (!provider || seen.has(value)) continue;
    seen.add(value);
    found.set(name, provider);
  }
  return found;
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** A provider that a program gave; `undefined` for anything else. */
export function asProvider(value: unknown): LoadedProvider | undefined {
  if (typeof value !== 'function' || !('declaration' in value)) return undefined;
  const { declaration } = value;
  if (!isDeclaration(declaration)) return undefined;
  return {
    declaration,
    provide: (options) => {
      const interceptor: unknown = Reflect.apply(value, undefined, [options]);
      if (!isInterceptor(interceptor)) throw new TypeError('The provider gave no interceptor.');
      return interceptor;
    },
  };
}

function isDeclaration(value: unknown): value is DeclaredFacts {
  if (typeof value !== 'object' || value === null) return false;
  const { name, options, environmentPrefix }: Partial<Record<keyof DeclaredFacts, unknown>> = value;
  return (
    typeof name === 'string' &&
    typeof environmentPrefix === 'string' &&
    typeof options === 'object' &&
    options !== null
  );
}

function isInterceptor(value: unknown): value is KeyringInterceptor {
  return typeof value === 'function' && 'baseURLs' in value && Array.isArray(value.baseURLs);
}

function failed(problem: string): ProviderResult {
  return { kind: 'failed', problem };
}
