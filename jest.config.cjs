const { quick, slow } = require('./tools/packed/rooms.cjs');

const typescript = [
  'ts-jest',
  {
    tsconfig: {
      module: 'commonjs',
      moduleResolution: 'bundler',
      target: 'ES2022',
      esModuleInterop: true,
      resolveJsonModule: true,
      isolatedModules: true,
      allowJs: true,
    },
    diagnostics: false,
  },
];

// Jest runs CommonJS; these packages ship ESM only.
const esmOnly = `(?:.*/)?(?:${[
  '@nestjs/axios',
  'agent-base',
  'axios-cookiejar-support',
  'http-cookie-agent',
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
  testEnvironmentOptions: { customExportConditions: ['@axios-keyring/source', 'node', 'node-addons'] },
  globalSetup: '<rootDir>/tools/test-setup/global-setup.ts',
  setupFiles: ['<rootDir>/tools/known-providers.cjs'],
  roots: ['<rootDir>/packages', '<rootDir>/tools'],
  // The packed packages are tested by npm run test:packed.
  testPathIgnorePatterns: ['/node_modules/', '/dist/', `/tools/(${[...quick, ...slow].join('|')})/`],
  modulePathIgnorePatterns: ['/dist/'],
  transform: { '^.+\\.ts$': typescript, [`/node_modules/${esmOnly}/.+\\.m?js$`]: typescript },
  transformIgnorePatterns: [`/node_modules/(?!${esmOnly}/)`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};
