import { type RedisCommands } from './redis-client.js';

// Nothing happens in Redis between the two commands of a script, and one name is all that a cluster allows without
// further thought. Redis 8.4 has a command for it; this one is for 6 and Valkey too.
// https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/#correct-implementation-with-a-single-instance
const deleteIfSameScript =
  "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

/** Deletes what lies under a name, if it is exactly this. */
export async function deleteIfStored(client: RedisCommands, name: string, stored: string): Promise<void> {
  await client.eval(deleteIfSameScript, { keys: [name], arguments: [stored] });
}

const deleteIfEndlessScript =
  "if redis.call('PTTL', KEYS[1]) == -1 then return redis.call('DEL', KEYS[1]) end return 0";

/** Deletes what lies under a name, if it would lie there for ever. */
export async function deleteIfEndless(client: RedisCommands, name: string): Promise<void> {
  await client.eval(deleteIfEndlessScript, { keys: [name], arguments: [] });
}
