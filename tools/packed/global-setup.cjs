// What the suites that test packed packages share: they run side by side.
require('../typescript.cjs');
const { default: installRedis } = require('../test-setup/global-setup.ts');
const { makeSite } = require('./site.ts');

module.exports = async () => {
  installRedis();
  await makeSite();
};
