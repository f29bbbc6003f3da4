import { type TokenLock } from '@axios-keyring/core';
import { type Compartment } from './compartment.js';
import { type RedisCommands } from './redis-client.js';
import { takeLocks } from './redis-lock.js';
import { type RedisTokenStore } from './redis-token-store.js';
import { deleteIfStored } from './scripts.js';

/**
 * A token store over a client. There is one text at a time, in the compartment of one encryption key: whoever writes
 * it empties the other compartments, and whoever reads looks into all of them. So processes that have the same keys
 * in another order share all the same.
 */
export class EncryptedStore implements RedisTokenStore {
  readonly #client: RedisCommands;
  readonly #compartments: readonly [Compartment, ...Compartment[]];
  readonly #close: () => Promise<void>;

  /**
   * @param compartments - The first is the one that is written to.
   * @param close - Ends the client.
   */
  constructor(
    client: RedisCommands,
    compartments: readonly [Compartment, ...Compartment[]],
    close: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.#client = client;
    this.#compartments = compartments;
    this.#close = close;
  }

  /** @returns An empty text if something is there, but nothing that one of the keys encrypted. */
  async get(key: string): Promise<string | undefined> {
    const found = await this.#read(key);
    return found.find(({ text }) => text !== undefined)?.text ?? (found.length > 0 ? '' : undefined);
  }

  async set(key: string, value: string, timeToLive: number): Promise<void> {
    const [first, ...others] = this.#compartments;
    const name = first.names.token(key);
    const expiration = { type: 'PX' as const, value: wholeMilliseconds(timeToLive) };
    await this.#client.set(name, first.cipher.encrypt(name, value), { expiration });
    // Afterwards, so that there is a text at every moment.
    await Promise.all(others.map(({ names }) => this.#client.del(names.token(key))));
  }

  async delete(key: string): Promise<void> {
    await Promise.all(this.#compartments.map(({ names }) => this.#client.del(names.token(key))));
  }

  async deleteIfSame(key: string, value: string): Promise<void> {
    const same = (await this.#read(key)).filter(({ text }) => text === value);
    // The ciphertext is compared: no other has it, not even one of the same text.
    await Promise.all(same.map(({ name, stored }) => deleteIfStored(this.#client, name, stored)));
  }

  async lock(key: string, timeToLive: number): Promise<TokenLock | undefined> {
    const names = this.#compartments.map(({ names }) => names.lock(key)).sort();
    return takeLocks(this.#client, names, wholeMilliseconds(timeToLive));
  }

  async close(): Promise<void> {
    await this.#close();
  }

  async #read(key: string): Promise<readonly StoredText[]> {
    const found = await Promise.all(
      // One GET each: in a cluster, the names lie on several nodes.
      this.#compartments.map(async ({ names, cipher }): Promise<readonly StoredText[]> => {
        const name = names.token(key);
        const stored = storedText(await this.#client.get(name).catch(otherKind));
        return stored === undefined ? [] : [{ name, stored, text: cipher.decrypt(name, stored) }];
      }),
    );
    return found.flat();
  }
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

// A client of the application may have been told to answer in bytes.
function storedText(reply: unknown): string | undefined {
  if (reply instanceof Uint8Array) return Buffer.from(reply).toString('latin1');
  return typeof reply === 'string' ? reply : undefined;
}

// Redis takes nothing else: https://redis.io/docs/latest/commands/set/
function wholeMilliseconds(timeToLive: number): number {
  return Math.max(1, Math.floor(timeToLive));
}
