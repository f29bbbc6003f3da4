// The example from packed packages: it takes a registry, or a full cache, and is no part of the unit tests.
const path = require('node:path');
const base = require('../../jest.config.cjs');

module.exports = {
  ...base,
  rootDir: path.resolve(__dirname, '../..'),
  roots: ['<rootDir>/tools/microservices'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};
