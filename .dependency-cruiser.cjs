/**
 * Imports go down only, from floor to floor, and in no circle, type imports included. CONTRIBUTING.md, "The house", says
 * what stands on which floor.
 */
const floors = ['contract', 'platform', 'credentials', 'options', 'request'];
const core = '^packages/core/src';
const ownTests = '\\.test\\.ts$|/fixtures/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Move what both need to a floor below both.',
      severity: 'error',
      from: { pathNot: ownTests },
      to: { circular: true },
    },
    {
      name: 'from-provider-to-provider',
      comment: 'What two vendors share stands in core, or in a scheme.',
      severity: 'error',
      from: { path: '^packages/providers/([^/]+)/' },
      to: { path: '^packages/providers/', pathNot: '^packages/providers/$1/' },
    },
    ...floors.map((floor, index) => ({
      name: `up-from-${floor}`,
      comment: `${floor} may import from the floors below it only.`,
      severity: 'error',
      from: { path: `${core}/${floor}/`, pathNot: ownTests },
      to: { path: core, pathNot: `${core}/(${floors.slice(0, index + 1).join('|')})/` },
    })),
  ],
  options: {
    includeOnly: '^packages/',
    exclude: '/dist/|\\.test\\.ts$',
    doNotFollow: 'node_modules',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@axios-keyring/source', 'import', 'types'],
    },
  },
};
