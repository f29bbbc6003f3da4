import { isAbsolute, resolve } from 'node:path';
import { looksHarmless } from '../place.js';

/** What the `provider` of a route names. */
export interface ProviderName {
  /** The package or the path. */
  readonly module: string;
  /** What is installed: the package without a path in it, or the path. */
  readonly package: string;
  /** Which export, where `#` and a name follow the module. */
  readonly export: string | undefined;
  /** The short name of a provider of this project. */
  readonly short: string | undefined;
  readonly isPath: boolean;
}

const scope = '@axios-keyring/';

/** Takes a provider’s name apart: `taxjar`, `@acme/keyring-billing`, `./billing.js#invoices`. */
export function parseProviderName(text: string): ProviderName {
  const [written = '', exported] = text.split('#');
  const isPath = isPathOfProvider(written);
  const isOwn = /^[a-z][a-z0-9-]*$/.test(written);
  const module = isOwn ? scope + written : written;
  const rest = module.startsWith(scope) ? module.slice(scope.length) : undefined;
  const short = rest !== undefined && /^[a-z][a-z0-9-]*$/.test(rest) ? rest : undefined;
  return { module, package: isPath ? module : packageOf(module), export: exported, short, isPath };
}

/** The same for a provider however it is written, in a config in the folder. */
export function identityOf(provider: string, directory: string): string {
  if (isPathOfProvider(provider)) return resolve(directory, provider);
  return provider.startsWith(scope) ? provider.slice(scope.length) : provider;
}

/** The package that a module is in: `@acme/keyring-billing` of `@acme/keyring-billing/invoices`. */
export function packageOf(module: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module;
}

/** Whether a provider is a file of the project’s own. */
export function isPathOfProvider(provider: string): boolean {
  return /^\.\.?\//.test(provider) || isAbsolute(provider);
}

function isExport(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name) && looksHarmless(name);
}

const packageName = /^(?:@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*(?:\/[\w./-]+)?$/;

/** What is wrong with a provider’s name; `undefined` if nothing is. */
export function providerProblem(provider: string): string | undefined {
  if (/^[a-z][\w+.-]+:/i.test(provider))
    return 'provider is never a URL: what is loaded has to be installed.';
  const [module = '', exported, ...others] = provider.split('#');
  const isName = isPathOfProvider(module) ? !module.includes('\0') : isPackage(module);
  if (isName && others.length === 0 && (exported === undefined || isExport(exported))) {
    return undefined;
  }
  return 'provider is neither a provider’s name, nor a package, nor a path.';
}

// Somebody may have written a secret there; what begins with a scope is none.
function isPackage(module: string): boolean {
  return packageName.test(module) && (module.startsWith('@') || looksHarmless(module));
}

/** The name of a provider’s export: `avalara-communications` is `avalaraCommunications`. */
export function exportName(name: string): string {
  return name.replace(/^.*\//, '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
