import { type TokenStore } from '@axios-keyring/core';
import { Compartment } from './compartment.js';
import { deleteIfStored, takeLocks } from './locks.js';
import { checkOptions, type RedisTokenStoreOptions } from './options.js';
import { ownClient } from './own-client.js';
import { type RedisClient, type RedisCommands } from './redis-client.js';

/** A token store in Redis or Valkey. */
export interface RedisTokenStore extends Required<TokenStore> {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, timeToLive: number): Promise<void>;
  delete(key: string): Promise<void>;
  deleteIfSame(key: string, value: string): Promise<void>;
  /** Ends the store's own client, after its operations are done. A client of the application is left alone. */
  close(): Promise<void>;
}

/**
 * Keeps tokens in Redis 6 or later, Valkey or a cluster of either, encrypted, for all processes that share it.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION` for an option that is unknown or cannot be used,
 * `ERR_KEYRING_MISSING_OPTION` if there is no Redis or no key, neither as an option nor in the environment.
 */
export function redisTokenStore(options: RedisTokenStoreOptions = {}): RedisTokenStore {
  const { redis, encryptionKeys, prefix } = checkOptions(options);
  const [first, ...others] = encryptionKeys;
  const compartments = [
    new Compartment(first, prefix),
    ...others.map((key) => new Compartment(key, prefix)),
  ] as const;
  if (typeof redis !== 'string') return encryptedStore(silenced(redis), compartments);
  const own = ownClient(redis);
  return encryptedStore(own, compartments, () => own.close());
}

/** A client of the application, of which an error ends no process. */
export function silenced(client: RedisClient): RedisClient {
  // An emitter without a listener throws the loss of its connection where nobody can catch it. A store's troubles are
  // told by core's events instead: https://nodejs.org/api/events.html#error-events
  if (client.listenerCount('error') === 0) client.on('error', () => undefined);
  return client;
}

/**
 * A token store over a client. There is one text at a time, in the compartment of one encryption key: whoever writes
 * it empties the other compartments, and whoever reads looks into all of them. So processes that have the same keys
 * in another order share all the same.
 *
 * @param compartments - The first is the one that is written to.
 * @param close - Ends the client.
 */
export function encryptedStore(
  client: RedisCommands,
  compartments: readonly [Compartment, ...Compartment[]],
  close: () => Promise<void> = () => Promise.resolve(),
): RedisTokenStore {
  const [first, ...others] = compartments;
  const remove = async (key: string, from: readonly Compartment[]): Promise<void> => {
    await Promise.all(from.map((compartment) => client.del(compartment.name('token', key))));
  };
  const read = async (key: string): Promise<readonly StoredText[]> => {
    const found = await Promise.all(
      // One GET each: in a cluster, the names lie on several nodes.
      compartments.map(async (compartment): Promise<readonly StoredText[]> => {
        const name = compartment.name('token', key);
        const stored = storedText(await client.get(name).catch(otherKind));
        return stored === undefined ? [] : [{ name, stored, text: compartment.decrypt(name, stored) }];
      }),
    );
    return found.flat();
  };
  return {
    get: async (key) => {
      const found = await read(key);
      // Empty if something is there, but nothing that one of the keys encrypted.
      return found.find(({ text }) => text !== undefined)?.text ?? (found.length > 0 ? '' : undefined);
    },
    set: async (key, value, timeToLive) => {
      const name = first.name('token', key);
      const expiration = { type: 'PX' as const, value: wholeMilliseconds(timeToLive) };
      await client.set(name, first.encrypt(name, value), { expiration });
      // Afterwards, so that there is a text at every moment.
      await remove(key, others);
    },
    delete: (key) => remove(key, compartments),
    deleteIfSame: async (key, value) => {
      const same = (await read(key)).filter(({ text }) => text === value);
      // The ciphertext is compared: no other has it, not even one of the same text.
      await Promise.all(same.map(({ name, stored }) => deleteIfStored(client, name, stored)));
    },
    lock: (key, timeToLive) => {
      const names = compartments.map((compartment) => compartment.name('lock', key)).sort();
      return takeLocks(client, names, wholeMilliseconds(timeToLive));
    },
    close,
  };
}

interface StoredText {
  readonly name: string;
  readonly stored: string;
  /** Absent if the compartment's key cannot read it. */
  readonly text: string | undefined;
}

// No text, but a list, say: that is for the next text to replace, and no trouble of the store.
// https://redis.io/docs/latest/commands/get/
function otherKind(error: unknown): string {
  if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return '';
  throw error;
}

/** A text that Redis answered: a client of the application may have been told to answer in bytes. */
export function storedText(reply: unknown): string | undefined {
  if (reply instanceof Uint8Array) return Buffer.from(reply).toString('latin1');
  return typeof reply === 'string' ? reply : undefined;
}

// Redis takes nothing else: https://redis.io/docs/latest/commands/set/
function wholeMilliseconds(timeToLive: number): number {
  return Math.max(1, Math.floor(timeToLive));
}
