import { isKeyringError, property, type TokenStore } from '@axios-keyring/core';
import { isTokenStore } from '@axios-keyring/core/engine';
import { Mistake, placeBelow, type Placed } from './findings.js';
import { moduleImporter } from './modules/import-module.js';
import { describeFailure } from './modules/load-failure.js';
import { resolveValue, type Resolving } from './references/resolve-reference.js';

/** A store that a config names, and how it is closed. */
export interface OpenTokenStore {
  readonly store: TokenStore;
  readonly close: () => Promise<void>;
}

const packageName = '@axios-keyring/redis';

/**
 * Opens the store that a config names, or takes the one that is in a config in JavaScript, which is closed there.
 *
 * @param root - Where the application runs.
 * @returns `undefined` if it cannot be opened, which is noted.
 */
export async function openTokenStore(
  { value, place }: Placed,
  root: string,
  resolving: Resolving,
): Promise<OpenTokenStore | undefined> {
  if (isTokenStore(value)) return { store: value, close: () => Promise.resolve() };
  const below = placeBelow(place, 'redis');
  // That it has the right shape was seen when the config was read.
  const redis = { value: property(value, 'redis'), place: below };
  const options = await resolveValue(redis, { ...resolving, takesObjects: true });
  if (!options) return undefined;
  try {
    const store = await createStore(options.value, [place.file.directory, root]);
    return { store, close: () => closeStore(store) };
  } catch (error) {
    const isOurs = isKeyringError(error);
    const at = isOurs && error.option !== undefined ? placeBelow(below, error.option) : below;
    const message = isOurs ? error.text : `${packageName} failed ${describeFailure(error)}`;
    resolving.findings.problem(at, message, isOurs ? error.code : undefined);
    return undefined;
  }
}

async function createStore(options: unknown, directories: readonly string[]): Promise<TokenStore> {
  const loaded = await moduleImporter.importPackage(packageName, directories).catch((error: unknown) => {
    throw new Mistake(`${packageName} is installed, but cannot be loaded ${describeFailure(error)}`);
  });
  if (!loaded) throw new Mistake(`${packageName} is not installed. Run: npm install ${packageName} redis.`);
  const create = property(loaded.exports, 'redisTokenStore');
  if (typeof create !== 'function') {
    throw new Mistake(`${packageName} is installed, but cannot be loaded (it has no redisTokenStore).`);
  }
  const store: unknown = Reflect.apply(create, undefined, [options]);
  if (!isTokenStore(store)) throw new TypeError('It gave no token store.');
  return store;
}

async function closeStore(store: object): Promise<void> {
  if ('close' in store && typeof store.close === 'function') await Reflect.apply(store.close, store, []);
}
