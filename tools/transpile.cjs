// The one way from TypeScript, and from ES modules, to what `require` takes: for Jest as its transformer, and for
// typescript.cjs.
const { version } = require('esbuild/package.json');

const settings = {
  format: 'cjs',
  target: 'node20',
  // A dynamic import has to become a `require` too.
  supported: { 'dynamic-import': false },
  // An ES module is strict, and what comes of it has to be.
  banner: '"use strict";',
};

/** @returns {{ code: string, map: string }} */
function transpile(source, file) {
  // Not before it is needed: it costs a process that finds all files transpiled more than the rest.
  const { transformSync } = require('esbuild');
  const loader = file.endsWith('.ts') ? 'ts' : 'js';
  return transformSync(source, { ...settings, loader, sourcefile: file, sourcemap: true });
}

module.exports = {
  transpile,
  process: transpile,
  // Jest keeps what came of a file for as long as these are the same.
  transformerConfig: { ...settings, version },
};
