// The folders of tools/ whose tests need packed packages, a workspace of their own, or a registry: npm run test:packed,
// and npm run test:types.
module.exports = {
  quick: [
    'budgets',
    'generators/made-packages',
    'lock-files',
    'microservices',
    'own-providers',
    'packages',
    'surroundings',
  ],
  slow: ['consumer-types'],
};
