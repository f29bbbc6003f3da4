import { KeyringError, property } from '@axios-keyring/core';
import { withinTime } from '@axios-keyring/core/engine';
import { type RedisClient, type RedisCommands } from './redis-client.js';

/** The redis package, or what takes its place. */
export interface RedisPackage {
  createClient(options: {
    url: string;
    RESP: 2;
    disableOfflineQueue: boolean;
    socket: { connectTimeout: number; reconnectStrategy: false };
  }): ConnectingClient;
  /** Never called; older versions have none. */
  createClientPool?: unknown;
}

interface ConnectingClient extends RedisClient {
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  unref(): void;
}

type Operation = (client: RedisClient) => Promise<unknown>;

/** A client of the store’s own. */
export interface OwnClient extends RedisCommands {
  /** Ends the connection when all operations are done. May be called twice. */
  close(): Promise<void>;
}

/**
 * Makes a client that connects when an operation needs it, and again when the connection is lost. It neither keeps the
 * process alive nor ends it.
 *
 * @param load - Gives the redis package.
 * @param patience - How long an operation may take with all that it needs, a connection too, in milliseconds.
 */
export function ownClient(
  url: string,
  load: () => Promise<RedisPackage> = () => import('redis'),
  patience = 5_000,
): OwnClient {
  const pending = new Set<Promise<unknown>>();
  let connection: Promise<Connection> | undefined;
  let isClosed = false;

  const leave = (created: Promise<Connection>): void => {
    if (connection === created) connection = undefined;
    created.then(disconnect, () => undefined);
  };
  const attempt = async (operation: Operation): Promise<unknown> => {
    const created = (connection ??= load().then((redis) => create(redis, url, patience)));
    try {
      // Its timer also keeps the process alive until there is an answer; the connection itself does not.
      return await withinTime(patience, async () => operation(await connect(await created)));
    } catch (error) {
      const isLate = property(error, 'code') === 'ETIMEDOUT';
      // If its machine is gone, the system would go on sending for a quarter of an hour (tcp_retries2); a new
      // connection may reach the machine that took its place: https://man7.org/linux/man-pages/man7/tcp.7.html
      // Or others took its place, and it still answers reads.
      if (isLate || isReadOnly(error)) leave(created);
      throw isLate ? failure(`Redis did not answer within ${patience} ms.`, 'ETIMEDOUT') : error;
    }
  };
  const run = async (operation: Operation): Promise<unknown> => {
    if (isClosed) throw failure('The store is closed.', 'ERR_CLOSED');
    const running = attempt(operation);
    pending.add(running);
    return running.finally(() => pending.delete(running));
  };
  return {
    get: (...values) => run((client) => client.get(...values)),
    set: (...values) => run((client) => client.set(...values)),
    del: (...values) => run((client) => client.del(...values)),
    eval: (...values) => run((client) => client.eval(...values)),
    close: async () => {
      isClosed = true;
      await Promise.allSettled(pending);
      const last = await connection?.catch(() => undefined);
      if (last) disconnect(last);
    },
  };
}

interface Connection {
  readonly client: ConnectingClient;
  connecting: Promise<unknown> | undefined;
}

function create(redis: RedisPackage, url: string, patience: number): Connection {
  refuseOtherVersion(redis);
  const client = redis.createClient({
    url,
    // The same answers of both versions, and nothing that a store does not need.
    RESP: 2,
    disableOfflineQueue: true,
    // The client would wait between its attempts with a timer that keeps the process alive. Here, an operation is
    // the attempt, and core decides when it makes sense to try again.
    socket: { connectTimeout: patience / 2, reconnectStrategy: false },
  });
  client.on('error', () => undefined);
  client.unref();
  return { client, connecting: undefined };
}

// Version 4 passes over the options of SET: tokens would stay for ever, and a lock would be everybody's. Core tells of
// a failure by its code only, so the sentence is a warning as well.
function refuseOtherVersion(redis: RedisPackage): void {
  if (typeof redis.createClientPool === 'function') return;
  const version = 'commandOptions' in redis ? 'version 4' : 'version 3 or older';
  const error = new KeyringError({
    code: 'ERR_KEYRING_NOT_INSTALLED',
    provider: 'redis',
    message: `The redis package is ${version}, and 5 or 6 is needed. No token is shared. Run: npm install redis@6.`,
  });
  process.emitWarning(error.message, { type: 'KeyringWarning', code: error.code });
  throw error;
}

async function connect(connection: Connection): Promise<RedisClient> {
  const { client } = connection;
  if (client.isReady) return client;
  connection.connecting ??= client.connect().finally(() => (connection.connecting = undefined));
  try {
    await connection.connecting;
  } catch (error) {
    throw connectionFailure(error);
  }
  return client;
}

function disconnect({ client }: Connection): void {
  try {
    client.destroy();
  } catch {
    // Version 5 throws if there is no connection.
  }
}

// https://redis.io/docs/latest/operate/oss_and_stack/management/replication/#read-only-replica
function isReadOnly(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('READONLY');
}

// For an operation that Redis did not even refuse, with a code that core's events show.
function failure(message: string, code: string): Error {
  return Object.assign(new Error(`[@axios-keyring/redis] ${message}`), { code });
}

// Of the reason only the code is kept: a server that does not know a command quotes it in its answer, and the first
// commands of a connection carry the password: https://github.com/redis/redis/blob/7.0.15/src/server.c
function connectionFailure(reason: unknown): Error {
  const code = codeOf(reason);
  return failure(`Redis cannot be connected to: ${code}.`, code);
}

function codeOf(reason: unknown): string {
  if (!(reason instanceof Error)) return 'UNKNOWN';
  const code = property(reason, 'code');
  if (typeof code === 'string' && /^[A-Z]\w*$/.test(code)) return code;
  // How a refusal of Redis begins: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
  const refusal = /^(?:WRONGPASS|NOAUTH|NOPERM|NOPROTO|LOADING|ERR)\b/.exec(reason.message);
  return refusal?.[0] ?? reason.constructor.name;
}
