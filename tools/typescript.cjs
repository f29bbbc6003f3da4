// From here on, `require` takes TypeScript of this workspace as it is, without a build.
const { resolve } = require('node:path');

const workspace = resolve(__dirname, '..');

require('ts-node').register({
  cwd: workspace,
  transpileOnly: true,
  experimentalResolver: true,
  // Relative to the folder in which somebody is, unless it is said.
  moduleTypes: { [`${workspace}/**/*`]: 'cjs' },
  compilerOptions: {
    module: 'commonjs',
    moduleResolution: 'bundler',
    verbatimModuleSyntax: false,
    rootDir: '.',
  },
});
