import {
  fileGrantStore,
  type GrantStore,
  isKeyringError,
  property,
  type TokenStore,
} from '@axios-keyring/core';
import { isGrantStore, isTokenStore } from '@axios-keyring/core/engine';
import { resolve } from 'node:path';
import { Mistake, placeBelow, type Placed } from './findings.js';
import { moduleImporter } from './modules/import-module.js';
import { describeFailure } from './modules/load-failure.js';
import { resolveValue, type Resolving } from './references/resolve-reference.js';

/** A store that a config names, and how it is closed. */
interface OpenStore<Store> {
  readonly store: Store;
  readonly close: () => Promise<void>;
}

/** A store that providers share: that of the application, which is closed there, else that of the config. */
export interface SharedStore<Store> {
  readonly open: () => Promise<Store | undefined>;
  readonly close: () => Promise<void>;
}

const packageName = '@axios-keyring/redis';

/** Opens a store when the first provider takes it. */
export function sharedStore<Store>(
  given: Store | undefined,
  configured: Placed | undefined,
  open: (configured: Placed) => Promise<OpenStore<Store> | undefined>,
): SharedStore<Store> {
  let opening: Promise<OpenStore<Store> | undefined> | undefined;
  return {
    open: async () => {
      if (given || !configured) return given;
      opening ??= open(configured);
      return (await opening)?.store;
    },
    close: async () => (await opening)?.close(),
  };
}

/**
 * Opens the token store that a config names, or takes the one that is in a config in JavaScript, which is closed there.
 *
 * @param root - Where the application runs.
 * @returns `undefined` if it cannot be opened, which is noted.
 */
export async function openTokenStore(
  placed: Placed,
  root: string,
  resolving: Resolving,
): Promise<OpenStore<TokenStore> | undefined> {
  if (isTokenStore(placed.value)) return { store: placed.value, close: () => Promise.resolve() };
  return openInRedis(placed, root, resolving, { factory: 'redisTokenStore', is: isTokenStore });
}

/** The same for a grant store, which may also be a file; its path starts at the folder of the config. */
export async function openGrantStore(
  placed: Placed,
  root: string,
  resolving: Resolving,
): Promise<OpenStore<GrantStore> | undefined> {
  const { value, place } = placed;
  if (isGrantStore(value)) return { store: value, close: () => Promise.resolve() };
  const written = property(value, 'file');
  if (written === undefined) {
    return openInRedis(placed, root, resolving, { factory: 'redisGrantStore', is: isGrantStore });
  }
  const path = await resolveValue({ value: written, place: placeBelow(place, 'file') }, resolving);
  if (!path) return undefined;
  const store = fileGrantStore(resolve(place.file.directory, String(path.value)));
  return { store, close: () => Promise.resolve() };
}

/** What makes a store of the options of a Redis. */
interface RedisFactory<Store> {
  readonly factory: string;
  readonly is: (made: unknown) => made is Store;
}

async function openInRedis<Store extends object>(
  { value, place }: Placed,
  root: string,
  resolving: Resolving,
  factory: RedisFactory<Store>,
): Promise<OpenStore<Store> | undefined> {
  const below = placeBelow(place, 'redis');
  // That it has the right shape was seen when the config was read.
  const redis = { value: property(value, 'redis'), place: below };
  const options = await resolveValue(redis, { ...resolving, takesObjects: true });
  if (!options) return undefined;
  try {
    const store = await createStore(options.value, [place.file.directory, root], factory);
    return { store, close: () => closeStore(store) };
  } catch (error) {
    const isOurs = isKeyringError(error);
    const at = isOurs && error.option !== undefined ? placeBelow(below, error.option) : below;
    const message = isOurs ? error.text : `${packageName} failed ${describeFailure(error)}`;
    resolving.findings.problem(at, message, isOurs ? error.code : undefined);
    return undefined;
  }
}

async function createStore<Store>(
  options: unknown,
  directories: readonly string[],
  { factory, is }: RedisFactory<Store>,
): Promise<Store> {
  const loaded = await moduleImporter.importPackage(packageName, directories).catch((error: unknown) => {
    throw new Mistake(`${packageName} is installed, but cannot be loaded ${describeFailure(error)}`);
  });
  if (!loaded) throw new Mistake(`${packageName} is not installed. Run: npm install ${packageName} redis.`);
  const create = property(loaded.exports, factory);
  if (typeof create !== 'function') {
    throw new Mistake(`${packageName} is installed, but cannot be loaded (it has no ${factory}).`);
  }
  const store: unknown = Reflect.apply(create, undefined, [options]);
  if (!is(store)) throw new TypeError('It gave no such store.');
  return store;
}

async function closeStore(store: object): Promise<void> {
  if ('close' in store && typeof store.close === 'function') await Reflect.apply(store.close, store, []);
}
