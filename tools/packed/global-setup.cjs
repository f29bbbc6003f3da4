// Builds once, before the suites that pack what is built: they run side by side.
const { execFileSync } = require('node:child_process');
const { resolve } = require('node:path');
const { default: installRedis } = require('../test-setup/global-setup.ts');

module.exports = () => {
  installRedis();
  const settings = { cwd: resolve(__dirname, '../..'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
  execFileSync('npm', ['run', 'build'], settings);
  process.env.PACKAGES_ARE_BUILT = 'true';
};
