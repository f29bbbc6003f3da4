import { type DeclaredFacts, type KeyringInterceptor } from '@axios-keyring/core';

/** A provider as it is called here: by what it declares, and with options that it checks itself. */
export interface LoadedProvider {
  readonly declaration: DeclaredFacts;
  provide(options: object): KeyringInterceptor;
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
  const areTexts = typeof name === 'string' && typeof environmentPrefix === 'string';
  return areTexts && typeof options === 'object' && options !== null;
}

function isInterceptor(value: unknown): value is KeyringInterceptor {
  return typeof value === 'function' && 'baseURLs' in value && Array.isArray(value.baseURLs);
}
