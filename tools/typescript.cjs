// From here on, `require` takes TypeScript of this workspace as it is, without a build.
const { Buffer } = require('node:buffer');
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { transpile } = require('./transpile.cjs');

Module._extensions['.ts'] = (module, file) => {
  const { code, map } = transpile(readFileSync(file, 'utf8'), file);
  const inline = Buffer.from(map).toString('base64');
  module._compile(`${code}//# sourceMappingURL=data:application/json;base64,${inline}\n`, file);
};

require('./known-providers.cjs');

const resolveFilename = Module._resolveFilename;
// Within the project, `./name.js` is what `./name.ts` becomes.
Module._resolveFilename = (request, parent, ...rest) => {
  const isOwn = /^\.{1,2}\/.*\.js$/.test(request) && parent?.filename?.endsWith('.ts');
  return resolveFilename(isOwn ? request.replace(/\.js$/, '.ts') : request, parent, ...rest);
};
