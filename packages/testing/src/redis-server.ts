import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';

/** How a Redis is started. */
export interface RedisServerOptions {
  /** Further arguments of `redis-server`, for example `['--maxmemory', '1mb']`. */
  readonly args?: readonly string[];
  /** The port, for one that takes another's place. Default: one that is free. */
  readonly port?: number;
}

/** A running Redis on 127.0.0.1 that keeps nothing on disk. */
export interface RedisServer {
  /** `redis://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  readonly processId: number;
  /** Ends it as an operator does (SIGTERM). May be called after it has ended. */
  stop(): Promise<void>;
  /** Ends it as a crash does (SIGKILL). May be called after it has ended. */
  kill(): Promise<void>;
}

const program = 'redis-server';

/** Whether `redis-server` is installed, so that tests that need it can be left out. */
export function hasRedisServer(): boolean {
  return spawnSync(program, ['--version'], { env: process.env, stdio: 'ignore' }).status === 0;
}

/**
 * Starts `redis-server`, which has to be installed, on 127.0.0.1.
 *
 * @returns The server, once it accepts connections.
 * @throws Error if it cannot be started, with what it said.
 */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const { port, args = [] } = options;
  if (port !== undefined) return startAt(port, args);
  for (let attempt = 1; ; attempt += 1) {
    try {
      // Below the ports that Linux gives to clients, even with the 10,000 more at which a cluster's nodes talk.
      return await startAt(randomInt(10_000, 22_000), args);
    } catch (error) {
      if (attempt === 10 || !isPortTaken(error)) throw error;
    }
  }
}

async function startAt(port: number, args: readonly string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'axios-keyring-redis-'));
  const network = ['--bind', '127.0.0.1', '--port', String(port)];
  const memoryOnly = ['--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn(program, [...network, ...memoryOnly, ...args], {
    env: process.env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const killWithUs = (): void => void server.kill('SIGKILL');
  process.once('exit', killWithUs);
  const ended = once(server, 'close')
    .catch(() => undefined) // It could not be started at all; `untilReady` says so.
    .then(async () => {
      process.off('exit', killWithUs);
      await rm(folder, { recursive: true, force: true });
    });
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    server.kill(signal);
    await ended;
  };
  try {
    await untilReady(server);
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    processId: server.pid ?? 0,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

async function untilReady(server: ChildProcessByStdio<null, Readable, null>): Promise<void> {
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(new Error(`[@axios-keyring/testing] ${program} cannot be started.`, { cause: error }));
    });
    server.once('close', () => {
      reject(new Error(`[@axios-keyring/testing] ${program} ended at once:\n${lines.join('\n')}`));
    });
    // Read to the end, so that it never waits for somebody to read.
    createInterface(server.stdout).on('line', (line) => {
      lines.push(line);
      if (line.includes('Ready to accept connections')) resolve();
    });
  });
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Address already in use');
}
