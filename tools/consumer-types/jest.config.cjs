// Many compilers are installed and run, which takes minutes.
const packed = require('../packed/jest.config.cjs');

module.exports = { ...packed, roots: [__dirname] };
