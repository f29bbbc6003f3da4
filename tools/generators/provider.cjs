// nx would load the generator itself, but with settings that TypeScript no longer takes.
require('../typescript.cjs');
module.exports = require('./provider/provider.ts').default;
