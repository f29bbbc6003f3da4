/**
 * What is used of a client of the [redis](https://www.npmjs.com/package/redis) package, version 5 or 6: one of
 * `createClient`, `createClientPool`, `createCluster` or `createSentinel`.
 */
export interface RedisClient {
  get(key: string): Promise<unknown>;
  set(key: string, value: string, options: RedisSetOptions): Promise<unknown>;
  del(key: string): Promise<unknown>;
  eval(script: string, options: RedisScriptOptions): Promise<unknown>;
  /** Never called on a client of the application; version 4, which would ignore the options above, has none. */
  destroy(): unknown;
  listenerCount(event: 'error'): number;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/** The options of [SET](https://redis.io/docs/latest/commands/set/) that are used. */
export interface RedisSetOptions {
  /** After how many milliseconds Redis forgets the value: a whole number from 1. */
  expiration: { type: 'PX'; value: number };
  /** Sets the value only if there is none. */
  condition?: 'NX';
}

/** The options of [EVAL](https://redis.io/docs/latest/commands/eval/). */
export interface RedisScriptOptions {
  keys: string[];
  arguments: string[];
}

/** The part of a client that a store needs for its work. */
export type RedisCommands = Pick<RedisClient, 'get' | 'set' | 'del' | 'eval'>;

/** Whether a value has the methods of a client. Those of ioredis and of redis 4 lack one. */
export function isRedisClient(value: unknown): value is RedisClient {
  const methods = ['get', 'set', 'del', 'eval', 'destroy', 'listenerCount', 'on'];
  return methods.every((method) => hasMethod(value, method));
}

/** Whose client a value is that is none of the redis package, version 5 or 6, by what only that one has. */
export function describeClient(value: unknown): string {
  if (hasMethod(value, 'defineCommand')) return 'one of ioredis, or of a fork of it';
  if (hasMethod(value, 'send_command')) return 'one of the redis package, version 3 or older';
  return hasMethod(value, 'sendCommand') ? 'one of the redis package, version 4' : 'something else';
}

function hasMethod(value: unknown, method: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function';
}
