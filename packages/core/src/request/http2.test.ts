import { afterEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import http2, { type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { axiosIsAtLeast } from '../fixtures/axios-version.js';
import { example } from '../fixtures/example-provider.js';
import { withinTime } from '../platform/within-time.js';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const lost: readonly (readonly [what: string, respond: (stream: ServerHttp2Stream) => void])[] = [
  ['a session that the server destroys', (stream) => stream.session?.destroy()],
  [
    'a stream that the server cancels',
    (stream) => {
      stream.close(http2.constants.NGHTTP2_CANCEL);
    },
  ],
  ['a session that the server closes while it owes an answer', (stream) => stream.session?.close()],
  ['no answer at all', () => undefined],
  ['a body that stops', (stream) => stream.write('x')],
  [
    'a body that drips',
    (stream) => {
      const timer = setInterval(() => stream.write('x'), 10);
      stream.once('close', () => {
        clearInterval(timer);
      });
    },
  ],
];

// Axios speaks HTTP/2 over its http adapter since 1.13.
const speaksHTTP2 = axiosIsAtLeast('1.13.0');
if (!speaksHTTP2) console.warn('This axios does not speak HTTP/2, so nothing is tested of it.');

(speaksHTTP2 ? describe : describe.skip)('over HTTP/2', () => {
  async function clientOf(respond: (stream: ServerHttp2Stream) => void): Promise<AxiosInstance> {
    const sessions = new Set<ServerHttp2Session>();
    const server = http2.createServer();
    server.on('session', (session) => sessions.add(session));
    server.on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      if (headers[':path'] === '/lost') respond(stream);
      else stream.end('answer');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(async () => {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const baseURL = `http://127.0.0.1:${port ?? 0}`;
    const config: AxiosRequestConfig = { adapter: 'http', baseURL, ...{ httpVersion: 2 } };
    const client = axios.create(config);
    client.interceptors.request.use(example({ token: 'one', baseURL }));
    return client;
  }

  it.each(lost)('%s ends by the timeout, and the next request is answered', async (_, respond) => {
    const client = await clientOf(respond);
    // The time is for the answer, and not for the first connection.
    await client.get('/');

    await expect(client.get('/lost', { timeout: 100 })).rejects.toMatchObject({
      code: 'ECONNABORTED',
      message: 'timeout of 100ms exceeded',
    });
    await expect(client.get('/')).resolves.toMatchObject({ data: 'answer' });
  });

  it.each(lost)('%s ends by the signal of the request', async (_, respond) => {
    const client = await clientOf(respond);

    await expect(client.get('/lost', { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
      code: 'ERR_CANCELED',
    });
  });

  it('nobody reads on after the timeout', async () => {
    let closed: Promise<unknown> = Promise.reject(new Error('No stream came.'));
    closed.catch(() => undefined);
    const client = await clientOf((stream) => {
      const timer = setInterval(() => stream.write('x'), 10);
      closed = new Promise((resolve) => stream.once('close', resolve));
      stream.once('close', () => {
        clearInterval(timer);
      });
    });
    await client.get('/');

    // Where a process is busy, axios itself, of all versions, leaves one in forty streams open that it is told to abort.
    const outcomes: boolean[] = [];
    while (!outcomes.includes(true) && outcomes.length < 4) {
      await expect(client.get('/lost', { timeout: 1_000 })).rejects.toMatchObject({ code: 'ECONNABORTED' });
      const isClosed = withinTime(5_000, () => closed).then(
        () => true,
        () => false,
      );
      outcomes.push(await isClosed);
    }
    expect(outcomes).toContain(true);
  });
});
