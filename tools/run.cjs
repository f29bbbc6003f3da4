// Runs a TypeScript program of this workspace from source, without a build:
// `node --conditions=@axios-keyring/source tools/run.cjs FILE.ts [arguments]`.
const { resolve } = require('node:path');

require('./typescript.cjs');
process.argv.splice(1, 1);
require(resolve(process.argv[1]));
