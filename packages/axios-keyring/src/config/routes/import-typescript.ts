import { property } from '@axios-keyring/core';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { isCommonJS } from '../module-format.js';
import { type ImportResult, moduleImporter } from './import-module.js';

/** What came of an import of TypeScript; `uncompiled` if there is nothing that could be run. */
export type TypeScriptResult = ImportResult | { readonly kind: 'uncompiled'; readonly problem: string };

/** Whether a file is TypeScript, by its name. */
export function isTypeScript(path: string): boolean {
  return /\.[cm]?ts$/.test(path);
}

/**
 * Imports a file in TypeScript: with Node itself where it can, else compiled with the package `typescript`. The
 * compiled file has a name of its own beside it: that of cosmiconfig’s loader is `keyring.config.mjs`, which may be
 * somebody’s, and which two processes that start together take from each other.
 */
export async function importTypeScript(path: string): Promise<TypeScriptResult> {
  if (property(process.features, 'typescript')) return moduleImporter.importFile(path);
  if (!existsSync(path)) return { kind: 'absent' };
  const transpile = await findTranspiler(dirname(path));
  if (!transpile) {
    const problem =
      'This Node does not read TypeScript, and there is no package typescript that has transpileModule. Use Node ' +
      '22.18 or later, or run npm install --save-dev typescript@5, or write the file as .mjs.';
    return { kind: 'uncompiled', problem };
  }
  const compiled = `${path.slice(0, -extname(path).length)}.${randomUUID()}.${isCommonJS ? 'cjs' : 'mjs'}`;
  try {
    const javascript = transpile(readFileSync(path, 'utf8'));
    if (typeof javascript !== 'string') return { kind: 'uncompiled', ...javascript };
    writeFileSync(compiled, javascript, { mode: 0o600 });
  } catch (error) {
    const code = property(error, 'code');
    const why = typeof code === 'string' ? ` (${code})` : '';
    const problem =
      `Compiling it failed${why}. The folder has to be writable for that; Node 22.18 or later needs no ` +
      'compiler, and .mjs needs none at all.';
    return { kind: 'uncompiled', problem };
  }
  try {
    return await moduleImporter.importFile(compiled);
  } finally {
    rmSync(compiled, { force: true });
  }
}

type Transpile = (text: string) => string | { readonly problem: string };

async function findTranspiler(directory: string): Promise<Transpile | undefined> {
  const result = await moduleImporter.importPackage('typescript', [directory]);
  if (result.kind !== 'module') return undefined;
  const { exports } = result;
  const transpileModule =
    property(exports, 'transpileModule') ?? property(property(exports, 'default'), 'transpileModule');
  if (typeof transpileModule !== 'function') return undefined;
  return (text) => {
    // Numbers of the enumerations ModuleKind and ScriptTarget: CommonJS, and ES2022 twice.
    const compilerOptions = { module: isCommonJS ? 1 : 7, target: 9, esModuleInterop: true };
    const settings = { compilerOptions, reportDiagnostics: true };
    const output: unknown = Reflect.apply(transpileModule, undefined, [text, settings]);
    const problem = syntaxProblem(text, property(output, 'diagnostics'));
    if (problem !== undefined) return { problem };
    const javascript = property(output, 'outputText');
    return typeof javascript === 'string' ? javascript : { problem: 'TypeScript could not compile it.' };
  };
}

// Only where: the compiler's sentences may have pieces of the file in them.
function syntaxProblem(text: string, diagnostics: unknown): string | undefined {
  const first: unknown = Array.isArray(diagnostics) ? diagnostics[0] : undefined;
  const start = property(first, 'start');
  if (typeof start !== 'number') return undefined;
  const lines = text.slice(0, start).split('\n');
  const code = property(first, 'code');
  const name = typeof code === 'number' ? ` (TS${code})` : '';
  return `It is not TypeScript: in line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}${name}.`;
}
