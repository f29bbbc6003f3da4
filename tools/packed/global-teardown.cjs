require('../typescript.cjs');
module.exports = require('./site.ts').removeSite;
