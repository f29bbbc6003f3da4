import { isKeyringError, isTokenStore, property, type TokenStore } from '@axios-keyring/core';
import { Mistake, placeBelow, type Placed } from './findings.js';
import { type LoadedModule, moduleImporter } from './modules/import-module.js';
import { describeFailure } from './modules/load-failure.js';
import { resolveValue, type Resolving } from './references/resolve-reference.js';

/** The one store of tokens of a config, opened only if a provider that is loaded takes one. */
export class SharedTokenStore {
  readonly #configured: Placed;
  readonly #root: string;
  readonly #resolving: Resolving;
  #opening: Promise<TokenStore | undefined> | undefined;

  /** @param root - Where the application runs. */
  constructor(configured: Placed, root: string, resolving: Resolving) {
    this.#configured = configured;
    this.#root = root;
    this.#resolving = resolving;
  }

  open(): Promise<TokenStore | undefined> {
    this.#opening ??= openStore(this.#configured, this.#root, this.#resolving);
    return this.#opening;
  }

  /** Closes what {@link open} opened; a store that a program made is for that to close. */
  async close(): Promise<void> {
    const store = await this.#opening;
    if (!store || store === this.#configured.value || !('close' in store)) return;
    if (typeof store.close === 'function') await Reflect.apply(store.close, store, []);
  }
}

const packageName = '@axios-keyring/redis';

async function openStore(
  { value, place }: Placed,
  root: string,
  resolving: Resolving,
): Promise<TokenStore | undefined> {
  if (isTokenStore(value)) return value;
  const below = placeBelow(place, 'redis');
  // That it has the right shape was seen when the config was read.
  const redis = { value: property(value, 'redis'), place: below };
  const options = await resolveValue(redis, { ...resolving, takesObjects: true });
  if (!options) return undefined;
  try {
    return await createStore(options.value, [place.file.directory, root]);
  } catch (error) {
    const isOurs = isKeyringError(error);
    const at = isOurs && error.option !== undefined ? placeBelow(below, error.option) : below;
    const message = isOurs ? error.text : `${packageName} failed ${describeFailure(error)}`;
    resolving.findings.problem(at, message, isOurs ? error.code : undefined);
    return undefined;
  }
}

async function createStore(options: unknown, directories: readonly string[]): Promise<TokenStore> {
  const create = property((await importStore(directories)).exports, 'redisTokenStore');
  if (typeof create !== 'function') {
    throw new Mistake(`${packageName} is installed, but cannot be loaded (it has no redisTokenStore).`);
  }
  const store: unknown = Reflect.apply(create, undefined, [options]);
  if (!isTokenStore(store)) throw new TypeError('It gave no token store.');
  return store;
}

async function importStore(directories: readonly string[]): Promise<LoadedModule> {
  let loaded: LoadedModule | undefined;
  try {
    loaded = await moduleImporter.importPackage(packageName, directories);
  } catch (error) {
    throw new Mistake(`${packageName} is installed, but cannot be loaded ${describeFailure(error)}`);
  }
  if (loaded) return loaded;
  throw new Mistake(`${packageName} is not installed. Run: npm install ${packageName} redis.`);
}
