import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { hasRedisServer, type RedisServer, startRedisServer } from './index.js';

const running: RedisServer[] = [];

async function start(options?: Parameters<typeof startRedisServer>[0]): Promise<RedisServer> {
  const server = await startRedisServer(options);
  running.push(server);
  return server;
}

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(running.splice(0).map((server) => server.kill()));
});

/** What a Redis answers to a command, as it came. */
async function ask(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.end(`${command}\r\nQUIT\r\n`);
  let answer = '';
  const chunks: AsyncIterable<Buffer> = socket;
  for await (const chunk of chunks) answer += chunk.toString();
  return answer;
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

const suite = hasRedisServer() ? describe : describe.skip;

suite('startRedisServer', () => {
  it('answers at once, on loopback only, and keeps nothing on disk', async () => {
    const server = await start();
    expect(server.url).toBe(`redis://127.0.0.1:${server.port}`);
    await expect(ask(server.port, 'PING')).resolves.toContain('+PONG');
    await expect(ask(server.port, 'CONFIG GET bind')).resolves.toMatch(/\r\n127\.0\.0\.1\r\n/);
    await expect(ask(server.port, 'CONFIG GET save')).resolves.toMatch(/\$4\r\nsave\r\n\$0\r\n/);
    await expect(ask(server.port, 'CONFIG GET appendonly')).resolves.toContain('no');
  });

  it('passes further arguments on', async () => {
    const server = await start({ args: ['--maxmemory', '7mb'] });
    await expect(ask(server.port, 'CONFIG GET maxmemory')).resolves.toContain(String(7 * 1024 * 1024));
  });

  it.each(['stop', 'kill'] as const)('is gone after %s, and the port can be taken again', async (end) => {
    const server = await start();
    const folder = /\r\ndir\r\n\$\d+\r\n(\S+)/.exec(await ask(server.port, 'CONFIG GET dir'))?.[1] ?? '';
    expect(folder).toContain('axios-keyring-redis-');

    await server[end]();

    expect(isAlive(server.processId)).toBe(false);
    await expect(ask(server.port, 'PING')).rejects.toThrow('ECONNREFUSED');
    const next = await start({ port: server.port });
    expect(next.port).toBe(server.port);
    await expect(ask(server.port, 'PING')).resolves.toContain('+PONG');
    await server[end]();
  });

  it('says what redis-server said if the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');

    await expect(start({ port: address.port })).rejects.toThrow('Address already in use');

    other.close();
  });

  it('says what redis-server said about an argument that it does not know', async () => {
    await expect(start({ args: ['--no-such-argument', '1'] })).rejects.toThrow('redis-server ended at once');
  });
});

describe('without redis-server', () => {
  it('nothing can be started, and it can be known before', async () => {
    jest.replaceProperty(process, 'env', { PATH: '/nonexistent' });

    expect(hasRedisServer()).toBe(false);
    await expect(start()).rejects.toThrow('redis-server cannot be started');
  });
});
