import { type DeclaredFacts, type KeyringInterceptor } from '@axios-keyring/core';
import { looksHarmless } from './plain.js';

/** A provider as it is called here: by what it declares, and with options that it checks itself. */
export interface LoadedProvider {
  readonly declaration: DeclaredFacts;
  readonly provide: (options: object) => KeyringInterceptor;
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
  const { name, options }: Partial<Record<keyof DeclaredFacts, unknown>> = value;
  return typeof name === 'string' && typeof options === 'object' && options !== null;
}

function isInterceptor(value: unknown): value is KeyringInterceptor {
  return typeof value === 'function' && 'baseURLs' in value && Array.isArray(value.baseURLs);
}

/** What the `provider` of a route names: `taxjar`, `@acme/keyring-billing` or `./billing.js#invoices`. */
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

/** Takes a provider’s name apart. */
export function parseProviderName(text: string): ProviderName {
  const [written = '', exported] = text.split('#');
  const isPath = isPathOfProvider(written);
  const module = isShort(written) ? scope + written : written;
  const rest = withoutScope(module);
  return {
    module,
    package: isPath ? module : packageOf(module),
    export: exported,
    short: isShort(rest) ? rest : undefined,
    isPath,
  };
}

/** A provider’s name without the scope of this project, which may be left out. */
export function withoutScope(provider: string): string {
  return provider.startsWith(scope) ? provider.slice(scope.length) : provider;
}

/** The package that a module is in: `@acme/keyring-billing` of `@acme/keyring-billing/invoices`. */
export function packageOf(module: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module;
}

/** What is wrong with a provider’s name; `undefined` if nothing is. */
export function providerProblem(provider: string): string | undefined {
  if (/^[a-z][\w+.-]+:/i.test(provider)) {
    return 'provider is never a URL: what is loaded has to be installed.';
  }
  const [module = '', exported = 'provider', ...others] = provider.split('#');
  const isName = isPathOfProvider(module) ? !module.includes('\0') : isPackage(module);
  const isExport = /^[A-Za-z_$][\w$]*$/.test(exported) && looksHarmless(exported);
  if (isName && isExport && others.length === 0) return undefined;
  return 'provider is neither a provider’s name, nor a package, nor a path.';
}

/** The name of a provider’s export: `avalara-communications` is `avalaraCommunications`. */
export function exportName(name: string): string {
  return name.replace(/^.*\//, '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Whether a name is a short one, of a provider of this project or of the application. */
export function isShort(name: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(name);
}

/** Whether a provider is a file of the project’s own. */
export function isPathOfProvider(provider: string): boolean {
  return /^(?:\.\.?\/|\/|[A-Za-z]:[\\/])/.test(provider);
}

// Somebody may have written a secret there; what begins with a scope is none.
function isPackage(module: string): boolean {
  const isName = /^(?:@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*(?:\/[\w./-]+)?$/.test(module);
  return isName && (module.startsWith('@') || looksHarmless(module));
}
