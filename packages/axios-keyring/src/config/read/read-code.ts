import { property } from '@axios-keyring/core';
import { type ConfigReader, type ReadResult } from './read-config.js';
import {
  defaultExport,
  describeLoadFailure,
  errorName,
  type ImportResult,
  moduleImporter,
} from '../routes/import-module.js';
import { importTypeScript, isTypeScript } from '../routes/import-typescript.js';

/** Reads a config that is a program: its default export, or `module.exports`. */
export const readCode: ConfigReader = async (path) => {
  const result = await (isTypeScript(path) ? importTypeScript : moduleImporter.importFile)(path);
  if (result.kind === 'uncompiled') return { problem: result.problem };
  if (result.kind === 'failed' && isForImportOnly(result.error)) return settle(importNatively(path));
  // A module without a default export is an object of its other exports; an empty one has nothing to say.
  return result.kind === 'module' ? settle(defaultExport(result.exports)) : failureOf(result);
};

// A promise of a config is as good as one.
async function settle(exported: unknown): Promise<ReadResult> {
  try {
    const value: unknown = await exported;
    if (typeof value !== 'function') return { value };
    return { problem: 'It exports a function. Export the config itself: export default { routes: [ … ] }.' };
  } catch (error) {
    return failureOf({ kind: 'failed', error });
  }
}

function failureOf(result: Exclude<ImportResult, { readonly kind: 'module' }>): ReadResult {
  const why = result.kind === 'failed' ? describeLoadFailure(result.error) : '(it is not there).';
  const isSyntax = result.kind === 'failed' && errorName(result.error) === 'SyntaxError';
  return { problem: `${isSyntax ? 'It is not JavaScript' : 'Running it failed'} ${why}` };
}

function isForImportOnly(error: unknown): boolean {
  const code = property(error, 'code');
  return code === 'ERR_REQUIRE_ESM' || code === 'ERR_REQUIRE_ASYNC_MODULE';
}

// In the CommonJS build, `import()` is `require`; that of cosmiconfig is Node’s own in any case.
async function importNatively(path: string): Promise<unknown> {
  const { defaultLoaders } = await import('cosmiconfig');
  const value: unknown = await defaultLoaders['.js'](path, '');
  return value;
}
