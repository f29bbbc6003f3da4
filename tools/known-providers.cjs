// What the build puts into axios-keyring, for what runs from source; made when it is first asked for.
Object.defineProperty(globalThis, 'KNOWN_PROVIDERS', {
  configurable: true,
  get: () => require('./providers/known-providers.ts').knownProviders(),
});
