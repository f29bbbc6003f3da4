import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, expect, it, jest } from '@jest/globals';
import { createClient } from 'redis';
import { findText, type RedisServer, startRedisServer } from '@axios-keyring/testing';
import { Compartment } from './compartment.js';
import { closedAfterTest } from '../../../tools/test-setup/closed-after-test.js';
import { describeWithRedis } from './fixtures/redis-under-test.js';
import { type RedisVersion, versions } from './fixtures/redis-versions.js';
import { type OwnClient, ownClient, type RedisPackage } from './own-client.js';
import { encryptedStore } from './redis-token-store.js';

const password = 'a-password-that-nobody-may-see';

const running: RedisServer[] = [];
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
process.on('unhandledRejection', onUnhandled);

async function start(options?: Parameters<typeof startRedisServer>[0]): Promise<RedisServer> {
  const server = await startRedisServer(options);
  running.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.kill()));
  expect(unhandled).toEqual([]);
});

async function refusalOf(operation: Promise<unknown>): Promise<unknown> {
  return operation.then(
    () => {
      throw new Error('The operation did not fail.');
    },
    (error: unknown) => error,
  );
}

/** Something that accepts connections, and is no Redis. */
async function pretend(answer: (socket: Socket) => unknown): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    answer(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closedAfterTest({
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return `redis://:${password}@127.0.0.1:${address.port}`;
}

describeWithRedis.each(versions)('the store’s own client, of $version', ({ load }: RedisVersion) => {
  const newClient = (url: string, patience?: number): OwnClient =>
    closedAfterTest(ownClient(url, load, patience));

  it('connects at the first operation, once for all', async () => {
    const server = await start();
    const client = newClient(server.url);
    const inspector = closedAfterTest(createClient({ url: server.url }));
    await inspector.connect();
    await inspector.set('name', 'value');

    const values = await Promise.all(Array.from({ length: 50 }, () => client.get('name')));

    expect(new Set(values)).toEqual(new Set(['value']));
    await expect(inspector.clientList()).resolves.toHaveLength(2);
  });

  it('connects anew where the server has become the copy of another one', async () => {
    const server = await start();
    const client = newClient(server.url);
    const inspector = closedAfterTest(createClient({ url: server.url }));
    await inspector.connect();
    const put = (): Promise<unknown> =>
      client.set('name', 'value', { expiration: { type: 'PX', value: 60_000 } });
    const connections = async (): Promise<string[]> =>
      (await inspector.clientList()).filter(({ cmd }) => cmd === 'set').map(({ addr }) => addr);
    await put();
    const [first] = await connections();

    await inspector.sendCommand(['REPLICAOF', '127.0.0.1', '1']);
    expect(inspect(await refusalOf(put()))).toContain('READONLY');
    await inspector.sendCommand(['REPLICAOF', 'NO', 'ONE']);
    await put();

    const [second] = await connections();
    expect(second).toBeDefined();
    expect(second).not.toBe(first);
  });

  it('makes no connection, and does not even load the package, unless it is used', async () => {
    let loaded = 0;
    const client = ownClient('redis://127.0.0.1:1', () => {
      loaded += 1;
      return load();
    });
    await client.close();
    expect(loaded).toBe(0);
  });

  it('gives in the password, and never shows it', async () => {
    const server = await start({ args: ['--requirepass', password] });
    const right = newClient(server.url.replace('//', `//:${password}@`));
    await expect(right.get('name')).resolves.toBeNull();

    for (const wrong of [server.url, server.url.replace('//', `//:${password}x@`)]) {
      const client = newClient(wrong);
      const error = await refusalOf(client.get('name'));
      expect(inspect(error)).toMatch(/NOAUTH|WRONGPASS/);
      expect(findText(error, password)).toEqual([]);
      expect(inspect(client, { depth: Infinity, showHidden: true })).not.toContain(password);
    }
  });

  // The user of Redis that the README recommends.
  it('needs few permissions', async () => {
    const rights = ['~axios-keyring:*', '+get', '+set', '+del', '+eval'];
    const user = ['--user', 'tokens', 'on', `>${password}`, ...rights];
    const server = await start({ args: user });
    const url = server.url.replace('//', `//tokens:${password}@`);
    const store = encryptedStore(newClient(url), [new Compartment(randomBytes(32), 'axios-keyring')]);
    await store.set('key', 'a token', 60_000);
    await expect(store.get('key')).resolves.toBe('a token');
    const lock = await store.lock('key', 60_000);
    await lock?.release();
    await store.deleteIfSame('key', 'a token');
    await expect(store.get('key')).resolves.toBeUndefined();
  });

  it('is refused at once while Redis is away, and works again when it is back', async () => {
    const server = await start();
    const client = newClient(server.url);
    await client.set('name', 'value', { expiration: { type: 'PX', value: 60_000 } });

    for (const end of ['kill', 'stop'] as const) {
      await running.at(-1)?.[end]();
      // Long before the operation's time is over: this would wait five seconds for each.
      for (let times = 0; times < 20; times += 1) await refusalOf(client.get('name'));

      await start({ port: server.port });
      await expect(client.get('name')).resolves.toBeNull();
      await client.set('name', 'value', { expiration: { type: 'PX', value: 60_000 } });
      await expect(client.get('name')).resolves.toBe('value');
    }
  });

  it('has what waits for an answer fail when Redis dies', async () => {
    const server = await start();
    const client = newClient(server.url);
    await client.get('name');
    process.kill(server.processId, 'SIGSTOP');
    const waiting = Array.from({ length: 3 }, () => refusalOf(client.get('name')));

    await server.kill();

    for (const error of await Promise.all(waiting)) {
      expect(error).not.toHaveProperty('code', 'ETIMEDOUT');
    }
  });

  it('does not wait for ever for a Redis that hangs, and makes a new connection afterwards', async () => {
    const server = await start();
    const client = newClient(server.url, 500);
    await client.get('name');
    process.kill(server.processId, 'SIGSTOP');

    // Once while it was connected, once while it connects: the system accepts that for it.
    for (let times = 0; times < 2; times += 1) {
      await expect(refusalOf(client.get('name'))).resolves.toMatchObject({
        code: 'ETIMEDOUT',
        message: '[@axios-keyring/redis] Redis did not answer within 500 ms.',
      });
    }

    process.kill(server.processId, 'SIGCONT');
    await expect(client.get('name')).resolves.toBeNull();
  });

  it('does not wait for ever for something that is no Redis', async () => {
    // Half of this is for the connection, which a busy machine may be slow to accept.
    const client = newClient(await pretend((socket) => socket.resume()), 1_000);
    const error = await refusalOf(client.get('name'));
    expect(error).toMatchObject({ code: 'ETIMEDOUT' });
    expect(findText(error, password)).toEqual([]);
  });

  it('does not repeat the password if the server quotes what it does not understand', async () => {
    const url = await pretend((socket) =>
      // As Redis before version 6 answers HELLO: https://github.com/redis/redis/blob/5.0/src/server.c
      socket.on('data', (data: Buffer) => {
        const said = data.toString().replaceAll(/\s+/g, ' ');
        socket.write(`-ERR unknown command, with args beginning with: ${said}\r\n`);
      }),
    );
    const error = await refusalOf(newClient(url, 1_000).get('name'));
    expect(error).toMatchObject({
      code: 'ERR',
      message: '[@axios-keyring/redis] Redis cannot be connected to: ERR.',
    });
    expect(findText(error, password)).toEqual([]);
  });

  it('is closed after its operations, once and for all', async () => {
    const server = await start();
    const client = newClient(server.url);
    const found = client.get('name');
    await Promise.all([client.close(), client.close()]);
    await expect(found).resolves.toBeNull();
    await expect(client.get('name')).rejects.toMatchObject({
      code: 'ERR_CLOSED',
      message: '[@axios-keyring/redis] The store is closed.',
    });
  });

  it('can be closed while Redis is away', async () => {
    const server = await start();
    const client = newClient(server.url);
    await client.get('name');
    await server.kill();
    await refusalOf(client.get('name'));
    await client.close();
  });
});

describeWithRedis('without the redis package', () => {
  it('operations fail, and the store can be closed', async () => {
    const load = (): Promise<RedisPackage> => Promise.reject(new Error('Cannot find module redis'));
    const client = ownClient('redis://127.0.0.1:1', load);
    await expect(client.get('name')).rejects.toThrow('Cannot find module redis');
    await client.close();
  });

  it.each([
    ['version 4', { commandOptions: () => undefined }],
    ['version 3 or older', {}],
  ])(
    'of a version that is supported, operations fail before anything is made (%s)',
    async (version, others) => {
      const createClient = jest.fn<RedisPackage['createClient']>();
      const warn = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
      const client = ownClient('redis://127.0.0.1:1', () => Promise.resolve({ createClient, ...others }));
      const message = `[@axios-keyring/redis] The redis package is ${version}, and 5 or 6 is needed.`;

      for (let count = 0; count < 2; count += 1) {
        await expect(client.get('name')).rejects.toMatchObject({
          code: 'ERR_KEYRING_NOT_INSTALLED',
          message: expect.stringContaining(message),
        });
      }
      expect(createClient).not.toHaveBeenCalled();
      // Core tells of a failed store by its code only.
      expect(warn.mock.calls).toEqual([[expect.stringContaining(message), expect.anything()]]);
      warn.mockRestore();
      await client.close();
    },
  );
});

describeWithRedis('a process with a store of its own', () => {
  // Runs from source, as the tools do.
  async function run(program: string, url: string): Promise<string> {
    const source = `
      const { redisTokenStore } = require('@axios-keyring/redis');
      const store = redisTokenStore({ url: '${url}', encryptionKeys: Buffer.alloc(32, 1) });
      ${program}
    `;
    const typescript = join(__dirname, '../../../tools/typescript.cjs');
    const options = ['--conditions=@axios-keyring/source', '-r', typescript, '-e', source];
    const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => (output += data.toString()));
    }
    await once(child, 'close');
    return `${output}${child.exitCode ?? 'killed'}`;
  }

  it('ends by itself, after the answer, without having closed it', async () => {
    const { url } = await start();
    const program = `store.set('key', 'token', 60000).then(() => store.get('key')).then(console.log);`;
    await expect(run(program, url)).resolves.toBe('token\n0');
  }, 60_000);

  it('ends by itself while Redis is away', async () => {
    const server = await start();
    await server.kill();
    const program = `store.get('key').catch((error) => console.log(error.code));`;
    await expect(run(program, server.url)).resolves.toBe('ECONNREFUSED\n0');
  }, 60_000);

  it('does not end by the death of Redis', async () => {
    const server = await start();
    const program = `
      store.get('key')
        .then(() => process.kill(${server.processId}, 'SIGKILL'))
        .then(async () => {
          for (let failed = false; !failed; ) await store.get('key').catch(() => (failed = true));
          console.log('alive');
        });`;
    await expect(run(program, server.url)).resolves.toBe('alive\n0');
  }, 60_000);
});
