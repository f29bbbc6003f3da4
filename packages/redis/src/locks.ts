import { randomBytes } from 'node:crypto';
import { type TokenLock } from '@axios-keyring/core';
import { type RedisCommands } from './redis-client.js';

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
        // Every lock has an end, so what has none is no lock; whoever asks again gets one.
        await client.eval(deleteIf("'PTTL', KEYS[1]", '-1'), { keys: [name], arguments: [] });
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

/** Deletes what lies under a name, if it is exactly this. */
export async function deleteIfStored(client: RedisCommands, name: string, stored: string): Promise<void> {
  await client.eval(deleteIf("'GET', KEYS[1]", 'ARGV[1]'), { keys: [name], arguments: [stored] });
}

// Nothing happens in Redis between the two commands of a script, and one name is all that a cluster allows without
// further thought. Redis 8.4 has a command for it; this one is for 6 and Valkey too.
// https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/#correct-implementation-with-a-single-instance
function deleteIf(command: string, answer: string): string {
  return `if redis.call(${command}) == ${answer} then return redis.call('DEL', KEYS[1]) end return 0`;
}
