import { isKeyringError, isTokenStore, property, type TokenStore } from '@axios-keyring/core';
import { type Findings } from './findings.js';
import { describeFailure, type ModuleImporter } from './routes/import-module.js';
import { parseReference } from './references/parse-reference.js';
import { directoryOf, type Place, placeBelow, type Placed } from './place.js';
import { isList, isPlainObject } from './read/plain.js';
import { type ReferenceResolver } from './references/resolve-reference.js';

/** A store that a config names, and how it is closed. */
export interface OpenTokenStore {
  readonly store: TokenStore;
  close(): Promise<void>;
}

/** What is needed to open a store. */
export interface TokenStoreContext {
  readonly resolver: ReferenceResolver;
  readonly importer: ModuleImporter;
  /** Where the application runs. */
  readonly root: string;
  readonly findings: Findings;
}

const packageName = '@axios-keyring/redis';

/** Opens the store that a config names, or takes the one that is in a config in JavaScript. */
export async function openTokenStore(
  { value, place }: Placed,
  context: TokenStoreContext,
): Promise<OpenTokenStore | undefined> {
  if (isTokenStore(value)) return { store: value, close: () => Promise.resolve() };
  const below = placeBelow(place, 'redis');
  const given = await resolveRedis({ value: property(value, 'redis'), place: below }, context);
  return given && createStore(given, below, context);
}

// That it has the right shape was seen when the config was read.
async function resolveRedis(
  { value, place }: Placed,
  context: TokenStoreContext,
): Promise<Record<string, unknown> | undefined> {
  const { problems } = context.findings;
  const before = problems.length;
  const given = new Map<string, unknown>();
  for (const [option, part] of Object.entries(isPlainObject(value) ? value : {})) {
    if (part === undefined) continue;
    given.set(option, await resolvePart({ value: part, place: placeBelow(place, option) }, context));
  }
  return problems.length > before ? undefined : Object.fromEntries(given);
}

async function resolvePart(placed: Placed, context: TokenStoreContext): Promise<unknown> {
  const { value, place } = placed;
  if (isList(value)) {
    const elements = value.map((element, index) => ({ value: element, place: placeBelow(place, index) }));
    return Promise.all(elements.map((element) => resolvePart(element, context)));
  }
  const result = parseReference(placed);
  if (!result || 'problem' in result) return value;
  return (await context.resolver.resolve(result.reference, place, context.findings))?.text;
}

async function createStore(
  given: Record<string, unknown>,
  place: Place,
  { importer, findings, root }: TokenStoreContext,
): Promise<OpenTokenStore | undefined> {
  const result = await importer.importPackage(packageName, [directoryOf(place), root]);
  if (result.kind === 'absent') {
    findings.problem(place, `${packageName} is not installed. Run: npm install ${packageName} redis.`);
    return undefined;
  }
  const create = result.kind === 'module' ? property(result.exports, 'redisTokenStore') : undefined;
  if (typeof create !== 'function') {
    const why = result.kind === 'failed' ? describeFailure(result.error) : '(it has no redisTokenStore).';
    findings.problem(place, `${packageName} is installed, but cannot be loaded ${why}`);
    return undefined;
  }
  try {
    const store: unknown = Reflect.apply(create, undefined, [given]);
    if (!isTokenStore(store)) throw new TypeError('It gave no token store.');
    return { store, close: () => closeStore(store) };
  } catch (error) {
    if (!isKeyringError(error)) findings.problem(place, `${packageName} failed ${describeFailure(error)}`);
    else
      findings.problem(
        error.option ? placeBelow(place, error.option) : place,
        error.text,
        'ERR_KEYRING_OPTION',
      );
    return undefined;
  }
}

async function closeStore(store: object): Promise<void> {
  const close: unknown = 'close' in store ? store.close : undefined;
  if (typeof close === 'function') await Reflect.apply(close, store, []);
}
