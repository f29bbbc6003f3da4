// The engine's integration tests, with the axios that AXIOS names instead of the workspace's own.
const path = require('node:path');
const base = require('../../jest.config.cjs');

const axios = process.env.AXIOS ?? 'axios';

module.exports = {
  ...base,
  rootDir: path.resolve(__dirname, '../..'),
  roots: ['<rootDir>/packages/core/src', '<rootDir>/tools/canary'],
  testMatch: [
    '**/request/*.test.ts',
    '**/interceptor.test.ts',
    '**/diagnostics.test.ts',
    '**/canary.test.ts',
  ],
  moduleNameMapper: { ...base.moduleNameMapper, '^axios$': axios },
};
