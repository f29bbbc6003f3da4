const { quick, slow } = require('./tools/packed/rooms.cjs');
const { transformerConfig } = require('./tools/transpile.cjs');

const transpiled = ['<rootDir>/tools/transpile.cjs', transformerConfig];

// Jest runs CommonJS; these packages ship ESM only.
const esmOnly = `(?:.*/)?(?:${[
  '@nestjs/axios',
  'agent-base',
  'axios-cookiejar-support',
  'http-cookie-agent',
  'jose',
  'oauth4webapi',
  '@open-draft',
  'rettime',
  'until-async',
].join('|')})`;

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // Only ends what hangs: a busy machine must not fail a test.
  testTimeout: 60_000,
  // One worker per processor: the tests wait for sockets more than they compute.
  maxWorkers: '100%',
  // What suites leave behind in a process slows those that come later down, tenfold in the end.
  workerIdleMemoryLimit: '500MB',
  testEnvironmentOptions: { customExportConditions: ['@axios-keyring/source', 'node', 'node-addons'] },
  globalSetup: '<rootDir>/tools/test-setup/global-setup.ts',
  setupFiles: ['<rootDir>/tools/known-providers.cjs'],
  roots: ['<rootDir>/packages', '<rootDir>/tools'],
  // The packed packages are tested by npm run test:packed.
  testPathIgnorePatterns: ['/node_modules/', '/dist/', `/tools/(${[...quick, ...slow].join('|')})/`],
  modulePathIgnorePatterns: ['/dist/'],
  transform: { '^.+\\.ts$': transpiled, [`/node_modules/${esmOnly}/.+\\.m?js$`]: transpiled },
  transformIgnorePatterns: [`/node_modules/(?!${esmOnly}/)`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};
