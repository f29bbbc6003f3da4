import { property } from '@axios-keyring/core';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Mistake } from '../findings.js';
import { isList } from '../plain.js';
import { isCommonJS } from './module-format.js';

/**
 * Compiles a file to JavaScript beside it, under a name of its own: two processes may start together.
 *
 * @param typescript - What the package `typescript` exports, if it is there.
 * @returns The path of the compiled file.
 */
export function compileTypeScript(path: string, typescript: unknown): string {
  const compiled = `${path.slice(0, -extname(path).length)}.${randomUUID()}.${isCommonJS ? 'cjs' : 'mjs'}`;
  try {
    writeFileSync(compiled, javascriptOf(readFileSync(path, 'utf8'), typescript), { mode: 0o600 });
  } catch (error) {
    if (error instanceof Mistake) throw error;
    const code = property(error, 'code');
    throw new Mistake(
      `Compiling it failed${typeof code === 'string' ? ` (${code})` : ''}. The folder has to be writable for that; ` +
        'Node 22.18 or later needs no compiler, and .mjs needs none at all.',
    );
  }
  return compiled;
}

function javascriptOf(text: string, typescript: unknown): string {
  const transpile =
    property(typescript, 'transpileModule') ?? property(property(typescript, 'default'), 'transpileModule');
  if (typeof transpile !== 'function') {
    throw new Mistake(
      'This Node does not read TypeScript, and there is no package typescript that has transpileModule. Use Node ' +
        '22.18 or later, or run npm install --save-dev typescript@5, or write the file as .mjs.',
    );
  }
  // Numbers of the enumerations ModuleKind and ScriptTarget: CommonJS, and ES2022 twice.
  const compilerOptions = { module: isCommonJS ? 1 : 7, target: 9, esModuleInterop: true };
  const settings = { compilerOptions, reportDiagnostics: true };
  const output: unknown = Reflect.apply(transpile, undefined, [text, settings]);
  const diagnostics = property(output, 'diagnostics');
  const [first] = isList(diagnostics) ? diagnostics : [];
  const start = property(first, 'start');
  if (typeof start === 'number') {
    // Only where: the compiler's sentences may have pieces of the file in them.
    const code = property(first, 'code');
    const name = typeof code === 'number' ? ` (TS${code})` : '';
    const lines = text.slice(0, start).split('\n');
    const column = (lines.at(-1)?.length ?? 0) + 1;
    throw new Mistake(`It is not TypeScript: in line ${lines.length}, column ${column}${name}.`);
  }
  const javascript = property(output, 'outputText');
  if (typeof javascript !== 'string') throw new Mistake('TypeScript could not compile it.');
  return javascript;
}
