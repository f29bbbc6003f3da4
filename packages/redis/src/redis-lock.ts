import { randomBytes } from 'node:crypto';
import { type TokenLock } from '@axios-keyring/core';
import { type RedisCommands } from './redis-client.js';
import { deleteIfEndless, deleteIfStored } from './scripts.js';

/**
 * Takes the locks of all names, or none. Redis replicates later than it answers, so after a failover two may hold
 * one; then two processes fetch a token.
 * https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/
 *
 * @param names - In an order that is the same for all processes, so that no two wait for each other.
 * @param milliseconds - After how many milliseconds the lock ends by itself.
 * @returns `undefined` if somebody else has one of them.
 */
export async function takeLocks(
  client: RedisCommands,
  names: readonly string[],
  milliseconds: number,
): Promise<TokenLock | undefined> {
  const owner = randomBytes(16).toString('base64url');
  const held: string[] = [];
  const release = async (): Promise<void> => {
    await Promise.all(held.map((name) => deleteIfStored(client, name, owner)));
  };
  try {
    for (const name of names) {
      const expiration = { type: 'PX' as const, value: milliseconds };
      const reply = await client.set(name, owner, { expiration, condition: 'NX' });
      if (reply === null) {
        await release();
        // Every lock has an end, so this is none; whoever asks again gets one.
        await deleteIfEndless(client, name);
        return undefined;
      }
      held.push(name);
    }
  } catch (error) {
    // Nobody would learn of these locks; if they cannot be given back either, they end by themselves.
    await release().catch(() => undefined);
    throw error;
  }
  return { release };
}
