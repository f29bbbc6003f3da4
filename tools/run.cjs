// Runs a TypeScript program of this workspace from source, without a build:
// `node --conditions=@axios-keyring/source tools/run.cjs FILE.ts [arguments]`.
const { resolve } = require('node:path');

require('ts-node').register({
  transpileOnly: true,
  experimentalResolver: true,
  moduleTypes: { '**/*': 'cjs' },
  compilerOptions: {
    module: 'commonjs',
    moduleResolution: 'bundler',
    verbatimModuleSyntax: false,
    rootDir: '.',
  },
});
process.argv.splice(1, 1);
require(resolve(process.argv[1]));
