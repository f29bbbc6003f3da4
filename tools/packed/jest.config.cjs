// What is tested from packed packages: it takes a registry, or a full cache, and is no part of the unit tests.
const path = require('node:path');
const base = require('../../jest.config.cjs');
const { quick } = require('./rooms.cjs');

module.exports = {
  ...base,
  rootDir: path.resolve(__dirname, '../..'),
  globalSetup: '<rootDir>/tools/packed/global-setup.cjs',
  globalTeardown: '<rootDir>/tools/packed/global-teardown.cjs',
  roots: quick.map((room) => `<rootDir>/tools/${room}`),
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};
