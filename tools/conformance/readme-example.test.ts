import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import ts from 'typescript';

const readme = readFileSync(join(__dirname, '..', '..', 'packages', 'testing', 'README.md'), 'utf8');

/** The block of the README that registers the checks, as a function of `require` and `exports`. */
function example(): (require: (name: string) => unknown, exports: object) => void {
  const blocks = [...readme.matchAll(/^```ts\b.*\n([^]*?)^```$/gm)].map(([, code = '']) => code);
  const code = blocks.find((block) => block.includes('providerConformance(')) ?? '';
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const run: unknown = Reflect.construct(Function, ['require', 'exports', outputText]);
  if (typeof run !== 'function') throw new Error('The example did not become a function.');
  return (require, exports) => {
    Reflect.apply(run, undefined, [require, exports]);
  };
}

it('the example of the README passes all checks that it registers', async () => {
  const registered: [name: string, run: () => Promise<void>][] = [];
  const runner = {
    it: (name: string, run: () => Promise<void>) => {
      registered.push([name, run]);
    },
  };
  example()((name) => (name === 'node:test' ? runner : Reflect.apply(require, undefined, [name])), {});

  expect(registered.length).toBeGreaterThan(30);
  for (const [, run] of registered) await run();
});
