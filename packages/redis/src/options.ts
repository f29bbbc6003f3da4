import { KeyringError } from '@axios-keyring/core';
import { didYouMean, shellSyntaxProblem } from '@axios-keyring/core/engine';
import { describeClient, isRedisClient, type RedisClient } from './redis-client.js';

/**
 * A key of 32 bytes: as base64, base64url or 64 hexadecimal digits, or the bytes themselves. A text may hold
 * several, separated by commas.
 */
export type EncryptionKey = string | Uint8Array;

/** How a store in Redis works. */
export interface RedisTokenStoreOptions {
  /** A connected client of the application, of the redis package, version 5 or 6; in place of `url`. */
  readonly client?: RedisClient | undefined;
  /** Where Redis is: `redis://` or `rediss://`. Default: `AXIOS_KEYRING_REDIS_URL`. */
  readonly url?: string | undefined;
  /** The key that encrypts, and after it those that only decrypt. Default: `AXIOS_KEYRING_ENCRYPTION_KEYS`. */
  readonly encryptionKeys?: EncryptionKey | readonly EncryptionKey[] | undefined;
  /** How all names in Redis begin. Default: `axios-keyring`. */
  readonly prefix?: string | undefined;
}

/** The options, checked and complete. */
export interface CheckedOptions {
  readonly encryptionKeys: readonly [Buffer, ...Buffer[]];
  readonly prefix: string;
  /** The client of the application, or the URL for one of the store’s own. */
  readonly redis: RedisClient | string;
}

const known: readonly (keyof RedisTokenStoreOptions)[] = ['client', 'url', 'encryptionKeys', 'prefix'];

/**
 * Completes the options from the environment and checks them.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION`, `ERR_KEYRING_MISSING_OPTION`, never with a value.
 */
export function checkOptions(given: RedisTokenStoreOptions): CheckedOptions;
export function checkOptions(given: unknown): CheckedOptions {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw optionError('', 'The options have to be an object, for example { url: … }.');
  }
  const options = new Map<string, unknown>(Object.entries(given));
  for (const option of options.keys()) {
    if (known.some((name) => name === option)) continue;
    const message = `There is no option "${option}".${didYouMean(option, known)} The options are ${known.join(', ')}.`;
    throw optionError(option, message);
  }
  const { AXIOS_KEYRING_ENCRYPTION_KEYS: keys, AXIOS_KEYRING_REDIS_URL: setURL = '' } = process.env;
  return {
    prefix: checkPrefix(options.get('prefix') ?? 'axios-keyring'),
    encryptionKeys: parseEncryptionKeys(options.get('encryptionKeys') ?? keys),
    redis: checkRedis(options.get('client'), options.get('url'), setURL),
  };
}

function checkPrefix(given: unknown): string {
  // Braces would decide, in a cluster, that everything lies on one node; see compartment.ts.
  if (typeof given === 'string' && /^[\w.:/-]{1,100}$/.test(given)) return given;
  throw optionError('prefix', 'prefix has to be 1 to 100 of these characters: letters, digits and _ . : / -');
}

function checkRedis(client: unknown, url: unknown, setURL: string): RedisClient | string {
  if (client === undefined) {
    if (url !== undefined) return checkURL(url);
    if (setURL !== '') return checkURL(setURL);
    const message =
      'There is neither a client nor a url. Set one among the options of the store, { client } or { url }, or ' +
      'the URL in AXIOS_KEYRING_REDIS_URL.';
    throw optionError('url', message, 'ERR_KEYRING_MISSING_OPTION');
  }
  if (url !== undefined) throw optionError('url', 'Give either client or url, not both.');
  if (isRedisClient(client)) return client;
  const message =
    'client has to be a client of the redis package, version 5 or 6: of createClient, createClientPool, createCluster ' +
    `or createSentinel; found ${describeClient(client)}. Where the application has another, give url.`;
  throw optionError('client', message);
}

// The URL, if the redis package can use it as it is meant: https://www.iana.org/assignments/uri-schemes/prov/redis
function checkURL(given: unknown): string {
  const problem = typeof given === 'string' ? urlProblem(given) : 'has to be a string';
  if (problem === undefined) return String(given);
  const whereToSet = 'Set it among the options of the store, { url }, or in AXIOS_KEYRING_REDIS_URL.';
  throw optionError('url', `url ${problem}. ${whereToSet}`);
}

function urlProblem(given: string): string | undefined {
  const written = shellSyntaxProblem(given);
  if (written !== undefined) return written;
  if (!/^rediss?:\/\//.test(given)) return 'has to start with redis:// or rediss://';
  if (!URL.canParse(given)) {
    return 'is malformed. In a password, write characters such as / # ? @ percent-encoded';
  }
  const { hostname, username, password, pathname, search, hash } = new URL(given);
  // The client passes over both in silence, though somebody may have meant TLS, or have a password with a # in it.
  if (search !== '' || hash !== '') {
    return 'has a query or a fragment. In a password, write # and ? percent-encoded; for options, give a client';
  }
  if (hostname === '') return 'has no host';
  if (!/^(?:\/\d*)?$/.test(pathname)) return 'has a path that is not the number of a database';
  try {
    decodeURIComponent(`${username}:${password}`);
    return undefined;
  } catch {
    return 'has a % that begins no percent-encoding';
  }
}

const keyLength = 32;
const howToMakeOne = `Make one with: node -p "require('crypto').randomBytes(32).toString('base64')"`;
const whereToSetKeys =
  'Set it among the options of the store, { encryptionKeys }, or in AXIOS_KEYRING_ENCRYPTION_KEYS.';

/**
 * The bytes of all keys, the one that encrypts first, each once.
 *
 * @throws KeyringError `ERR_KEYRING_MISSING_OPTION` if there is none, `ERR_KEYRING_OPTION` if one is malformed.
 */
export function parseEncryptionKeys(given: unknown): readonly [Buffer, ...Buffer[]] {
  const refuse = (problem: string): Error => optionError('encryptionKeys', `${problem}. ${whereToSetKeys}`);
  const written = typeof given === 'string' ? shellSyntaxProblem(given) : undefined;
  if (written !== undefined) throw refuse(`encryptionKeys ${written}`);
  const keys: Buffer[] = [];
  for (const [index, part] of parts(given).entries()) {
    const key = parseKey(part);
    if (!key) {
      const forms = 'base64, base64url or 64 hexadecimal digits';
      throw refuse(`Key ${index + 1} of encryptionKeys is not 32 bytes as ${forms}. ${howToMakeOne}`);
    }
    // A process would wait for itself if a key was listed twice: its locks have the same name.
    if (!keys.some((other) => other.equals(key))) keys.push(key);
  }
  const [first, ...rest] = keys;
  if (first) return [first, ...rest];
  const message = `encryptionKeys is missing: tokens are encrypted in Redis. ${howToMakeOne}. ${whereToSetKeys}`;
  throw optionError('encryptionKeys', message, 'ERR_KEYRING_MISSING_OPTION');
}

function parts(given: unknown): readonly unknown[] {
  if (given === undefined || given === '') return [];
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  return list.flatMap((part) => (typeof part === 'string' ? part.split(',') : [part]));
}

function parseKey(given: unknown): Buffer | undefined {
  if (given instanceof Uint8Array) return given.length === keyLength ? Buffer.from(given) : undefined;
  if (typeof given !== 'string') return undefined;
  const text = given.trim();
  if (/^[\dA-Fa-f]{64}$/.test(text)) return Buffer.from(text, 'hex');
  if (!/^(?:[\w-]{43}|[A-Za-z\d+/]{43})=?$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  // The last character has two bits too many; if they are set, a character was mistyped or lost.
  const canonical = text.replace('=', '').replaceAll('+', '-').replaceAll('/', '_');
  return key.toString('base64url') === canonical ? key : undefined;
}

// The message is never with a part of a key or of a URL.
function optionError(
  option: string,
  message: string,
  code: 'ERR_KEYRING_OPTION' | 'ERR_KEYRING_MISSING_OPTION' = 'ERR_KEYRING_OPTION',
): KeyringError {
  return new KeyringError({ code, provider: 'redis', option, message });
}
