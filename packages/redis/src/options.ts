import { didYouMean } from '@axios-keyring/core';
import { type EncryptionKey, parseEncryptionKeys } from './encryption-keys.js';
import { missingOptionError, optionError } from './option-error.js';
import { describeClient, isRedisClient, type RedisClient } from './redis-client.js';
import { parseRedisURL } from './redis-url.js';

/** How a token store in Redis works. */
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

interface CommonOptions {
  readonly encryptionKeys: readonly [Buffer, ...Buffer[]];
  readonly prefix: string;
}

/** The options, checked and complete. */
export type CheckedOptions = CommonOptions &
  (
    { readonly client: RedisClient; readonly url?: never } | { readonly client?: never; readonly url: string }
  );

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
  const common = {
    prefix: checkPrefix(options.get('prefix') ?? 'axios-keyring'),
    encryptionKeys: parseEncryptionKeys(
      options.get('encryptionKeys') ?? process.env.AXIOS_KEYRING_ENCRYPTION_KEYS,
    ),
  };
  const client = options.get('client');
  const url = options.get('url');
  if (client === undefined) return { ...common, url: checkURL(url) };
  if (url !== undefined) throw optionError('url', 'Give either client or url, not both.');
  if (isRedisClient(client)) return { ...common, client };
  const message =
    'client has to be a client of the redis package, version 5 or 6: of createClient, createClientPool, createCluster ' +
    `or createSentinel; found ${describeClient(client)}. Where the application has another, give url.`;
  throw optionError('client', message);
}

function checkURL(given: unknown): string {
  if (given !== undefined) return parseRedisURL(given);
  const { AXIOS_KEYRING_REDIS_URL: url = '' } = process.env;
  if (url !== '') return parseRedisURL(url);
  const message =
    'There is neither a client nor a url. Set one in redisTokenStore({ client }) or redisTokenStore({ url }), or ' +
    'the URL in AXIOS_KEYRING_REDIS_URL.';
  throw missingOptionError('url', message);
}

function checkPrefix(given: unknown): string {
  // Braces would decide, in a cluster, that everything lies on one node; see key-names.ts.
  if (typeof given === 'string' && /^[\w.:/-]{1,100}$/.test(given)) return given;
  throw optionError('prefix', 'prefix has to be 1 to 100 of these characters: letters, digits and _ . : / -');
}
