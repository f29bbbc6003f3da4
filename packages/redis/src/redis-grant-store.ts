import { type GrantStore, KeyringError } from '@axios-keyring/core';
import { Compartment } from './compartment.js';
import { checkOptions, type RedisTokenStoreOptions } from './options.js';
import { ownClient } from './own-client.js';
import { type RedisCommands } from './redis-client.js';
import { silenced, storedText } from './redis-token-store.js';

/** A grant store in Redis or Valkey. */
export interface RedisGrantStore extends GrantStore {
  /** Ends the store's own client, after its operations are done. A client of the application is left alone. */
  close(): Promise<void>;
}

/**
 * Keeps grants in Redis 6 or later, Valkey or a cluster of either, encrypted, and without an end. Whether they outlive a
 * restart or a failover is up to that Redis: one that may evict them is refused, and one without an append-only file is told
 * by a warning of the process.
 *
 * @throws KeyringError as `redisTokenStore`; each operation `ERR_KEYRING_GRANT_STORE` if Redis may evict grants, or has one
 * that none of the encryption keys can read.
 */
export function redisGrantStore(options: RedisTokenStoreOptions = {}): RedisGrantStore {
  const { redis, encryptionKeys, prefix } = checkOptions(options);
  const [first, ...others] = encryptionKeys;
  const compartments = [
    new Compartment(first, prefix),
    ...others.map((key) => new Compartment(key, prefix)),
  ] as const;
  if (typeof redis !== 'string') {
    return encryptedGrants(silenced(redis), { compartments, prefix }, () => Promise.resolve());
  }
  const own = ownClient(redis);
  return encryptedGrants(own, { compartments, prefix }, () => own.close());
}

interface Encryption {
  /** The first is the one that is written to. */
  readonly compartments: readonly [Compartment, ...Compartment[]];
  readonly prefix: string;
}

// What is compared is the ciphertext, which no two texts have in common. SET takes away every end that the name had.
const swapScript = `
local present = redis.call('GET', KEYS[1])
if (present or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`;

function encryptedGrants(
  client: RedisCommands,
  { compartments, prefix }: Encryption,
  close: () => Promise<void>,
): RedisGrantStore {
  const [first] = compartments;
  let checked: Promise<void> | undefined;
  const check = async (name: string): Promise<void> => {
    checked ??= checkServer(client, name);
    try {
      await checked;
    } catch (error) {
      checked = undefined;
      throw error;
    }
  };
  const find = async (
    name: string,
  ): Promise<{ readonly stored: string; readonly text: string } | undefined> => {
    const stored = storedText(await client.get(name));
    if (stored === undefined) return undefined;
    const texts = compartments.map((compartment) => compartment.decrypt(name, stored));
    const text = texts.find((decrypted) => decrypted !== undefined);
    if (text === undefined) throw unreadable();
    return { stored, text };
  };
  // The same for all encryption keys, so that there is one grant while they are rotated. The key is a hash already.
  const nameOf = (key: string): string => `${prefix}:grant:{${key}}`;
  return {
    read: async (key) => {
      const name = nameOf(key);
      await check(name);
      return (await find(name))?.text;
    },
    swap: async (key, previous, next) => {
      const name = nameOf(key);
      await check(name);
      const found = await find(name);
      if (found?.text !== previous) return false;
      const written = [found?.stored ?? '', first.encrypt(name, next)];
      return Number(await client.eval(swapScript, { keys: [name], arguments: written })) === 1;
    },
    close,
  };
}

/** Looks at what Redis says of itself, where it may be asked. */
async function checkServer(client: RedisCommands, name: string): Promise<void> {
  const script = `return redis.call('INFO', 'memory') .. redis.call('INFO', 'persistence')`;
  const reply = await client.eval(script, { keys: [name], arguments: [] }).catch(unlessForbidden);
  const facts = storedText(reply) ?? '';
  const evicts = facts.includes('maxmemory_policy:allkeys') && !/\bmaxmemory:0\b/.test(facts);
  if (evicts) {
    throw failure(
      'Redis may evict grants when its memory is full (maxmemory-policy allkeys-…), and a grant that is lost takes a new ' +
        'consent. Use a Redis with the policy noeviction or volatile-….',
    );
  }
  if (facts.includes('aof_enabled:0')) {
    const message =
      '[@axios-keyring/redis] The Redis of the grant store writes no append-only file: a restart loses the grants that were ' +
      'renewed since its last snapshot, and their users have to consent anew. Set appendonly yes.';
    process.emitWarning(message, { type: 'KeyringWarning', code: 'KEYRING_GRANT_STORE' });
  }
}

// Permissions may not be enough for this. Any other failure is one of the store, and the next operation asks again.
function unlessForbidden(error: unknown): undefined {
  if (!(error instanceof Error) || !/NOPERM|ERR|not allowed/.test(error.message)) throw error;
}

function unreadable(): KeyringError {
  return failure(
    'None of the encryption keys can read the grant that lies in Redis. It was left as it is. Give the key that wrote it as ' +
      'one of encryptionKeys.',
  );
}

function failure(message: string): KeyringError {
  return new KeyringError({ code: 'ERR_KEYRING_GRANT_STORE', provider: 'redis', message });
}
