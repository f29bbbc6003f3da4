import { KeyringError } from '@axios-keyring/core';
import { connectionFailure, failure } from './failure.js';
import { type RedisClient, type RedisCommands } from './redis-client.js';

/** The redis package, or what takes its place. */
export interface RedisPackage {
  createClient(options: ClientOptions): OwnedClient;
  /** Never called; older versions have none. */
  createClientPool?: unknown;
}

interface OwnedClient extends RedisClient {
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  unref(): void;
}

interface ClientOptions {
  url: string;
  RESP: 2;
  disableOfflineQueue: boolean;
  socket: { connectTimeout: number; reconnectStrategy: false };
}

/** What can be set otherwise in tests. */
export interface OwnClientSettings {
  readonly load?: () => Promise<RedisPackage>;
  /** How long an operation may take with all that it needs, a connection too, in milliseconds. */
  readonly patience?: number;
}

/**
 * A client that connects when an operation needs it, and again when the connection is lost. It neither keeps the
 * process alive nor ends it.
 */
export class OwnClient implements RedisCommands {
  readonly #url: string;
  readonly #load: () => Promise<RedisPackage>;
  readonly #patience: number;
  readonly #pending = new Set<Promise<unknown>>();
  #connection: Promise<Connection> | undefined;
  #isClosed = false;

  constructor(url: string, settings: OwnClientSettings = {}) {
    const { load = () => import('redis'), patience = 5_000 } = settings;
    this.#url = url;
    this.#load = load;
    this.#patience = patience;
  }

  get(...values: Parameters<RedisClient['get']>): Promise<unknown> {
    return this.#run((client) => client.get(...values));
  }

  set(...values: Parameters<RedisClient['set']>): Promise<unknown> {
    return this.#run((client) => client.set(...values));
  }

  del(...values: Parameters<RedisClient['del']>): Promise<unknown> {
    return this.#run((client) => client.del(...values));
  }

  eval(...values: Parameters<RedisClient['eval']>): Promise<unknown> {
    return this.#run((client) => client.eval(...values));
  }

  /** Ends the connection when all operations are done. May be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#pending);
    const connection = await this.#connection?.catch(() => undefined);
    if (connection) disconnect(connection);
  }

  async #run(operation: (client: OwnedClient) => Promise<unknown>): Promise<unknown> {
    if (this.#isClosed) throw failure('The store is closed.', 'ERR_CLOSED');
    const pending = this.#withinTime(operation);
    this.#pending.add(pending);
    try {
      return await pending;
    } finally {
      this.#pending.delete(pending);
    }
  }

  // The timer also keeps the process alive until there is an answer; the connection itself does not.
  async #withinTime(operation: (client: OwnedClient) => Promise<unknown>): Promise<unknown> {
    const created = (this.#connection ??= this.#create());
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(failure(`Redis did not answer within ${this.#patience} ms.`, 'ETIMEDOUT'));
        // If its machine is gone, the system would go on sending for a quarter of an hour (tcp_retries2); a new
        // connection may reach the machine that took its place. https://man7.org/linux/man-pages/man7/tcp.7.html
        this.#leave(created);
      }, this.#patience);
    });
    try {
      return await Promise.race([created.then(connect).then(operation), late]);
    } catch (error) {
      // A server that others took the place of; it still answers reads.
      if (isReadOnly(error)) this.#leave(created);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #leave(created: Promise<Connection>): void {
    if (this.#connection === created) this.#connection = undefined;
    created.then(disconnect, () => undefined);
  }

  async #create(): Promise<Connection> {
    const redis = await this.#load();
    refuseOtherVersion(redis);
    const client = redis.createClient({
      url: this.#url,
      // The same answers of both versions, and nothing that a store does not need.
      RESP: 2,
      disableOfflineQueue: true,
      // The client would wait between its attempts with a timer that keeps the process alive. Here, an operation is
      // the attempt, and core decides when it makes sense to try again.
      socket: { connectTimeout: this.#patience / 2, reconnectStrategy: false },
    });
    client.on('error', () => undefined);
    client.unref();
    return { client, connecting: undefined };
  }
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

// https://redis.io/docs/latest/operate/oss_and_stack/management/replication/#read-only-replica
function isReadOnly(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('READONLY');
}

interface Connection {
  readonly client: OwnedClient;
  connecting: Promise<unknown> | undefined;
}

async function connect(connection: Connection): Promise<OwnedClient> {
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

// Version 5 throws if there is no connection.
function disconnect({ client }: Connection): void {
  try {
    client.destroy();
  } catch {
    return;
  }
}
