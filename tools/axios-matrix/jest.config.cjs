// The engine's integration tests and every provider's conformance, with the axios that AXIOS names instead of the
// workspace's own.
const path = require('node:path');
const base = require('../../jest.config.cjs');

const axios = process.env.AXIOS ?? 'axios';

module.exports = {
  ...base,
  rootDir: path.resolve(__dirname, '../..'),
  roots: ['<rootDir>/packages/core/src', '<rootDir>/packages/providers', '<rootDir>/packages/schemes'],
  testMatch: [
    '**/request/*.test.ts',
    '**/interceptor.test.ts',
    '**/diagnostics.test.ts',
    '**/conformance.test.ts',
  ],
  moduleNameMapper: { ...base.moduleNameMapper, '^axios$': axios },
};
