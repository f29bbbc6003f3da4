// The folders of tools/ whose tests need packed packages: npm run test:packed, and npm run test:types.
module.exports = { quick: ['budgets', 'microservices', 'packages'], slow: ['consumer-types'] };
