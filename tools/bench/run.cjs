// Runs the benchmark. Its TypeScript is compiled file by file by a process of its own, because one that is measured must
// not carry a compiler: whatever it allocates, its garbage collector would go through the compiler's heap too.
const { transformSync } = require('esbuild');
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { resolve } = require('node:path');

Module._extensions['.ts'] = (module, file) => {
  const { code } = transformSync(readFileSync(file, 'utf8'), {
    ...{ loader: 'ts', format: 'cjs', target: 'node20' },
    ...{ sourcefile: file, sourcemap: 'inline' },
  });
  module._compile(code, file);
};

// Within the project, `./name.js` is what `./name.ts` becomes.
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...rest) => {
  const isOwn = /^\.{1,2}\/.*\.js$/.test(request) && parent?.filename?.endsWith('.ts');
  return resolveFilename(isOwn ? request.replace(/\.js$/, '.ts') : request, parent, ...rest);
};

process.argv.splice(1, 1, resolve(__dirname, 'main.ts'));
require('./main.ts');
