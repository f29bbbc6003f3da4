// From here on, `require` takes TypeScript of this workspace as it is, without a build.
const { transformSync } = require('esbuild');
const { readFileSync } = require('node:fs');
const Module = require('node:module');

// A dynamic import has to come here too.
const options = { format: 'cjs', target: 'node20', supported: { 'dynamic-import': false } };

Module._extensions['.ts'] = (module, file) => {
  const from = { loader: 'ts', sourcefile: file, sourcemap: 'inline' };
  module._compile(transformSync(readFileSync(file, 'utf8'), { ...options, ...from }).code, file);
};

require('./known-providers.cjs');

const resolveFilename = Module._resolveFilename;
// Within the project, `./name.js` is what `./name.ts` becomes.
Module._resolveFilename = (request, parent, ...rest) => {
  const isOwn = /^\.{1,2}\/.*\.js$/.test(request) && parent?.filename?.endsWith('.ts');
  return resolveFilename(isOwn ? request.replace(/\.js$/, '.ts') : request, parent, ...rest);
};
