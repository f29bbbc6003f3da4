// From here on, `require` takes TypeScript of this workspace as it is, without a build.
const { Buffer } = require('node:buffer');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { transformerConfig, transpile } = require('./transpile.cjs');

// Tests start many processes, of which each would transpile the same files.
const cache = join(__dirname, '..', 'node_modules', '.cache', 'axios-keyring');

function compiled(file) {
  const source = readFileSync(file, 'utf8');
  const key = JSON.stringify([transformerConfig, file, source]);
  const place = join(cache, `${createHash('sha256').update(key).digest('hex')}.js`);
  if (existsSync(place)) return readFileSync(place, 'utf8');
  const { code, map } = transpile(source, file);
  const inline = Buffer.from(map).toString('base64');
  const output = `${code}//# sourceMappingURL=data:application/json;base64,${inline}\n`;
  mkdirSync(cache, { recursive: true });
  // Several processes may start at once; none may read half a file.
  writeFileSync(`${place}.${process.pid}`, output);
  renameSync(`${place}.${process.pid}`, place);
  return output;
}

Module._extensions['.ts'] = (module, file) => {
  module._compile(compiled(file), file);
};

require('./known-providers.cjs');

const resolveFilename = Module._resolveFilename;
// Within the project, `./name.js` is what `./name.ts` becomes.
Module._resolveFilename = (request, parent, ...rest) => {
  const isOwn = /^\.{1,2}\/.*\.js$/.test(request) && parent?.filename?.endsWith('.ts');
  return resolveFilename(isOwn ? request.replace(/\.js$/, '.ts') : request, parent, ...rest);
};
