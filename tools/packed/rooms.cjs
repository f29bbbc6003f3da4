// The folders of tools/ whose tests need packed packages, or a workspace of their own: npm run test:packed, and npm run
// test:types.
module.exports = {
  quick: ['budgets', 'generators/made-packages', 'microservices', 'own-providers', 'packages'],
  slow: ['consumer-types'],
};
