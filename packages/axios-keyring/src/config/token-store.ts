import { didYouMean, isKeyringError, property, type TokenStore } from '@axios-keyring/core';
import { type Findings } from './findings.js';
import { describeFailure, type ModuleImporter } from './routes/import-module.js';
import { parseReference } from './references/parse-reference.js';
import { directoryOf, type Place, placeBelow, type Placed, shownKey } from './place.js';
import { describeType, isList, isPlainObject } from './read/plain.js';
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

const options = ['url', 'encryptionKeys', 'prefix'];
const packageName = '@axios-keyring/redis';

/** Opens the store that a config names, or takes the one that is in a config in JavaScript. */
export async function openTokenStore(
  { value, place }: Placed,
  context: TokenStoreContext,
): Promise<OpenTokenStore | undefined> {
  if (isTokenStore(value)) return { store: value, close: () => Promise.resolve() };
  const { findings } = context;
  if (!isPlainObject(value) || !Object.hasOwn(value, 'redis')) {
    findings.problem(place, `tokenStore is { "redis": { … } }; found ${describeType(value)}. ${howTo}`);
    return undefined;
  }
  const other = Object.keys(value).find((key) => key !== 'redis');
  if (other !== undefined) {
    findings.problem(placeBelow(place, other), `There is no key ${shownKey(other)}. The only key is redis.`);
    return undefined;
  }
  const below = placeBelow(place, 'redis');
  const given = await resolveRedis({ value: value.redis, place: below }, context);
  return given && createStore(given, below, context);
}

const howTo = 'In JavaScript and TypeScript it may also be a token store itself.';

async function resolveRedis(
  { value, place }: Placed,
  context: TokenStoreContext,
): Promise<Record<string, unknown> | undefined> {
  const { findings } = context;
  if (!isPlainObject(value)) {
    findings.problem(
      place,
      `redis has to be an object with ${options.join(', ')}; found ${describeType(value)}.`,
    );
    return undefined;
  }
  const before = findings.problems.length;
  const given = new Map<string, unknown>();
  for (const [option, part] of Object.entries(value)) {
    const below = placeBelow(place, option);
    if (!options.includes(option)) {
      const message = `There is no option ${shownKey(option)}.${didYouMean(option, options)} The options are ${options.join(', ')}.`;
      findings.problem(below, message);
    } else if (part !== undefined) {
      given.set(option, await resolvePart(option, { value: part, place: below }, context));
    }
  }
  return findings.problems.length > before ? undefined : Object.fromEntries(given);
}

async function resolvePart(option: string, placed: Placed, context: TokenStoreContext): Promise<unknown> {
  const { findings, resolver } = context;
  const { value, place } = placed;
  if (isList(value)) {
    const elements = value.map((element, index) => ({ value: element, place: placeBelow(place, index) }));
    return Promise.all(elements.map((element) => resolvePart(option, element, context)));
  }
  const result = parseReference(placed);
  if (result && 'problem' in result) findings.problem(place, result.problem);
  else if (result) return (await resolver.resolve(result.reference, place, findings))?.text;
  else if (typeof value !== 'string') {
    findings.problem(place, `${option} has to be a string or a reference; found ${describeType(value)}.`);
  } else if (place.file.isData && isSecret(option, value)) {
    findings.warn(
      place,
      'The secret is written in the file itself, where everybody with the file can read it. Write { "env": "NAME" } ' +
        'or { "file": "/run/secrets/name" } in its place.',
    );
  }
  return value;
}

// The URL is one where it has a password.
function isSecret(option: string, value: string): boolean {
  return option === 'encryptionKeys' || (option === 'url' && value.includes('@'));
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

function isTokenStore(value: unknown): value is TokenStore {
  if (typeof value !== 'object' || value === null) return false;
  const operations: Partial<Record<keyof TokenStore, unknown>> = value;
  return [operations.get, operations.set, operations.delete].every(
    (operation) => typeof operation === 'function',
  );
}
