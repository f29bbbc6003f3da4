// Gives nx a `test` of each package, and of tools/, without an entry for any of them: only those are run that a change
// concerns, `npx nx affected -t test --base=main`.
const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

// What is built into the meta package, and into its schema, though it depends on none of them.
const known = /^packages\/(providers|schemes)\//;

const ownInputs = [
  '{projectRoot}/**/*',
  '!{projectRoot}/dist/**',
  '^source',
  '{workspaceRoot}/jest.config.cjs',
  '{workspaceRoot}/tools/{providers,test-setup}/**/*',
];

function createNodes(files, _, { workspaceRoot }) {
  const projects = files.map((file) => ({
    file,
    root: dirname(file),
    name: JSON.parse(readFileSync(join(workspaceRoot, file), 'utf8')).name,
  }));
  return projects.map(({ file, root, name }) => {
    const test = {
      command: `npx jest ${root}/`,
      options: { cwd: '{workspaceRoot}' },
      // The tools look at everything: documentation, examples, and each package.
      inputs: [...(root === 'tools' ? ['{workspaceRoot}/**/*'] : ownInputs), { runtime: 'node --version' }],
      cache: true,
      // Jest takes all processors already.
      parallelism: false,
    };
    const implicitDependencies =
      root === 'packages/axios-keyring'
        ? projects.filter((other) => known.test(other.file)).map((other) => other.name)
        : [];
    return [file, { projects: { [root]: { name, implicitDependencies, targets: { test } } } }];
  });
}

module.exports = {
  name: 'tests',
  createNodesV2: ['{tools,packages/*,packages/{providers,schemes}/*}/package.json', createNodes],
};
