import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { closedAfterTest } from '../../../tools/test-setup/closed-after-test.js';
import { sendRaw } from './send-raw.js';
import { startServer } from './index.js';

describe('startServer', () => {
  it('listens on loopback and gives an address without a trailing slash', async () => {
    const server = await closedAfterTest(startServer((_, response) => void response.end('here')));
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await expect((await fetch(server.url)).text()).resolves.toBe('here');
  });

  it('gives each server its own port', async () => {
    const servers = await Promise.all(
      [1, 2, 3].map(() => closedAfterTest(startServer((_, response) => void response.end()))),
    );
    expect(new Set(servers.map(({ url }) => url)).size).toBe(3);
  });

  it('hands over and records the request byte for byte', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 128]);
    const bodies: Buffer[] = [];
    const server = await closedAfterTest(
      startServer(({ body }, response) => {
        bodies.push(body);
        response.statusCode = 207;
        response.end();
      }),
    );
    const target = "/a%2fb//c?q=a%20b+c&r=x:y&s='&t[]=1?#";
    await sendRaw(server.url, {
      method: 'PATCH',
      target: target.slice(0, -1),
      headers: [
        ['X-Twice', 'one'],
        ['x-twice', 'two'],
        ['X-Empty', ''],
        ['client_id', '7'],
      ],
      body: bytes,
    });
    expect(bodies).toEqual([bytes]);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'PATCH',
      target: target.slice(0, -1),
      headers: { 'x-twice': 'one, two', 'x-empty': '', client_id: '7' },
      body: bytes,
      status: 207,
      refusal: undefined,
    });
    expect(server.requests[0]?.rawHeaders).toEqual(
      expect.arrayContaining(['X-Twice', 'one', 'x-twice', 'two']),
    );
  });

  it('reads a large body before it calls the handler', async () => {
    const body = Buffer.alloc(3_000_000, 'x');
    const server = await closedAfterTest(
      startServer((request, response) => void response.end(String(request.body.length))),
    );
    const { text } = await sendRaw(server.url, { method: 'POST', target: '/', body });
    expect(text).toBe('3000000');
  });

  it('lists requests in order of arrival, with status 0 until they are answered', async () => {
    const held: (() => void)[] = [];
    const server = await closedAfterTest(
      startServer(async ({ target }, response) => {
        if (target === '/first') {
          await new Promise<void>((resolve) => held.push(resolve));
        }
        response.statusCode = 201;
        response.end();
      }),
    );
    const first = sendRaw(server.url, { target: '/first' });
    while (held.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await sendRaw(server.url, { target: '/second' });
    expect(server.requests.map(({ target, status }) => [target, status])).toEqual([
      ['/first', 0],
      ['/second', 201],
    ]);
    held[0]?.();
    await first;
    expect(server.requests.map(({ status }) => status)).toEqual([201, 201]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('the handler is broken: ü');
      },
    ],
    ['rejects', () => Promise.reject(new Error('the handler is broken: ü'))],
  ])('answers 500 with the message when the handler %s', async (_, handler) => {
    const server = await closedAfterTest(startServer(handler));
    await expect(sendRaw(server.url, { target: '/' })).resolves.toMatchObject({
      status: 500,
      text: 'the handler is broken: ü',
    });
    expect(server.requests[0]?.status).toBe(500);
  });

  it('breaks the connection when the handler throws after the headers were sent', async () => {
    const server = await closedAfterTest(
      startServer((_, response) => {
        response.write('half');
        throw new Error('too late');
      }),
    );
    await expect(sendRaw(server.url, { target: '/' })).rejects.toThrow();
  });

  it('lives on when a client goes away in the middle of a body', async () => {
    const server = await closedAfterTest(startServer((_, response) => void response.end('fine')));
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
        socket.write('POST /half HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf');
        setTimeout(() => {
          socket.destroy();
          resolve();
        }, 20);
      });
    });
    await expect(sendRaw(server.url, { target: '/whole' })).resolves.toMatchObject({ text: 'fine' });
    expect(server.requests.map(({ target, status }) => [target, status])).toEqual([
      ['/half', 0],
      ['/whole', 200],
    ]);
  });

  it('closes idle and active connections, and may be closed twice', async () => {
    const server = await startServer(() => undefined);
    const idle = connect(Number(new URL(server.url).port), '127.0.0.1');
    const gone = new Promise((resolve) => idle.once('close', resolve));
    idle.on('error', () => undefined);
    const active = sendRaw(server.url, { target: '/never-answered' });
    const failed = expect(active).rejects.toThrow();
    while (server.requests.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all([server.close(), server.close()]);
    await Promise.all([gone, failed]);
    await expect(sendRaw(server.url, { target: '/' })).rejects.toThrow('ECONNREFUSED');
  });
});
