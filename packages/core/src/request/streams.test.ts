import { type SecretInput } from '../contract/secret.js';
import { afterEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { createReadStream } from 'node:fs';
import http from 'node:http';
import { Readable } from 'node:stream';
import { findText, startServer, type TestServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { example } from '../fixtures/example-provider.js';
import { signed } from '../fixtures/signed.js';

const secret = 'a-token-that-nobody-may-see';
const large = 'x'.repeat(200_000);

const agents: http.Agent[] = [];

afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy();
});

/** Refuses every token but the second; every other path answers as its name says. */
function serve(): Promise<TestServer> {
  return closedAfterTest(
    startServer(({ target, headers }, response) => {
      if (target === '/loop') response.writeHead(302, { location: '/loop' }).end(large);
      else if (target === '/endless') response.write(large);
      else if (target === '/refused') response.writeHead(401).write(large);
      else if (target === '/broken' && headers.authorization !== 'Bearer new') {
        response.writeHead(401, { 'Content-Length': large.length });
        response.write('x', () => response.destroy());
      } else if (headers.authorization === 'Bearer new') response.end(large);
      else response.writeHead(401).end(large);
    }),
  );
}

async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** First an old token, then a new one. */
function renewed(): SecretInput {
  let asked = 0;
  return () => {
    asked += 1;
    return asked === 1 ? 'old' : 'new';
  };
}

describe.each(adapters)('streams over the $name adapter', ({ adapter, name }) => {
  function oneConnection(): AxiosRequestConfig {
    const httpAgent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    agents.push(httpAgent);
    return { adapter, httpAgent };
  }

  function clientOf(server: TestServer, token: SecretInput, config: AxiosRequestConfig = {}): AxiosInstance {
    const client = axios.create({ ...oneConnection(), baseURL: server.url, ...config });
    client.interceptors.request.use(example({ token, baseURL: server.url }));
    return client;
  }

  describe('an answer', () => {
    const responseType = 'stream' as const;

    it('that is a refusal gives its connection to the next attempt, however long it is', async () => {
      const server = await serve();
      const client = clientOf(server, renewed(), { responseType });

      const { data } = await client.get<AsyncIterable<Uint8Array>>('/');

      expect(await text(data)).toBe(large);
      expect(server.requests.map(({ status }) => status)).toEqual([401, 200]);
    });

    it('that is a refusal may break off', async () => {
      const server = await serve();
      const client = clientOf(server, renewed(), { responseType });

      const { data } = await client.get<AsyncIterable<Uint8Array>>('/broken');

      expect(await text(data)).toBe(large);
    });

    it('that is a refusal is handed over whole where nothing comes of a renewal', async () => {
      const server = await serve();
      const client = clientOf(server, () => 'old', { responseType, validateStatus: () => true });

      const { data, status } = await client.get<AsyncIterable<Uint8Array>>('/');

      expect(status).toBe(401);
      expect(await text(data)).toBe(large);
    });

    it('that is a refusal of a constant is handed over at once, as it comes', async () => {
      const server = await serve();
      const client = clientOf(server, 'old', { responseType, validateStatus: () => true });

      const { data, status } = await client.get<AsyncIterable<Uint8Array>>('/refused');

      expect(status).toBe(401);
      for await (const chunk of data) {
        expect(chunk).not.toHaveLength(0);
        break;
      }
    });

    it('that nobody gets frees its connection', async () => {
      const server = await serve();
      let isSealed = false;
      const token = (): string => {
        if (isSealed) throw new Error('The vault is sealed.');
        return 'new';
      };
      const client = clientOf(server, token, { responseType });
      const refuse = (): never => {
        throw new Error('no');
      };

      await expect(client.get('/loop', { beforeRedirect: refuse })).rejects.toThrow('no');
      await expect(client.get('/loop')).rejects.toMatchObject({ code: 'ERR_FR_TOO_MANY_REDIRECTS' });
      const { data } = await client.get<AsyncIterable<Uint8Array>>('/');
      expect(await text(data)).toBe(large);

      const failing = clientOf(
        server,
        () => {
          const answer = isSealed ? token() : 'old';
          isSealed = true;
          return answer;
        },
        { responseType },
      );
      await expect(failing.get('/')).rejects.toMatchObject({ code: 'ERR_KEYRING_CREDENTIAL' });
      isSealed = false;
      await expect(failing.get('/')).rejects.toMatchObject({ code: 'ERR_KEYRING_CREDENTIAL' });
    });

    it.each<[string, AxiosRequestConfig]>([
      ['is aborted', {}],
      ['is longer than allowed', { maxContentLength: 300_000 }],
    ])('shows no credential in what goes wrong when it %s', async (_, config) => {
      const server = await serve();
      const controller = new AbortController();
      const client = clientOf(server, secret, { responseType, signal: controller.signal, ...config });
      const { data } = await client.get<AsyncIterable<Uint8Array>>('/endless');

      const reading = text(data).catch((error: unknown) => error);
      controller.abort();

      expect(findText(Object(await reading), secret)).toEqual([]);
      expect(findText(data, secret)).toEqual([]);
    });

    it('shows nothing of other requests of its agent', async () => {
      const server = await serve();
      const httpAgent = new http.Agent({ keepAlive: true });
      agents.push(httpAgent);
      const config = { httpAgent, responseType };
      const [first] = await Promise.all([
        clientOf(server, 'new', config).get<Readable>('/endless'),
        clientOf(server, secret, config).get('/endless'),
      ]);

      expect(Object.keys(first.data)).not.toContain('req');
      expect(Object.keys(first.data)).not.toContain('socket');
    });
  });

  describe('a body', () => {
    const missing = '/there/is/no/such/file';

    it('that fails while its credential is waited for fails the request', async () => {
      const server = await serve();
      const body = createReadStream(missing);
      const token = (): Promise<string> =>
        new Promise((resolve) => {
          body.once('close', () => {
            resolve('new');
          });
        });

      const sending = clientOf(server, token).post('/', body);

      await expect(sending).rejects.toMatchObject({ isAxiosError: true, code: 'ENOENT' });
      expect(server.requests).toHaveLength(0);
    });

    it('that fails after the request was refused does no harm', async () => {
      const server = await serve();
      const client = axios.create({ adapter, baseURL: server.url });
      client.interceptors.request.use(signed({ key: 'k', baseURL: server.url }));
      const body = createReadStream(missing);
      const closed = new Promise<void>((resolve) =>
        body.once('close', () => {
          resolve();
        }),
      );

      await expect(client.post('/', body)).rejects.toMatchObject({ code: 'ERR_KEYRING_BODY_NOT_SIGNABLE' });
      await closed;
    });

    it('is ended where it is read to be signed, and the user aborts', async () => {
      const server = await serve();
      const client = axios.create({ adapter, baseURL: server.url });
      client.interceptors.request.use(signed({ key: 'k', baseURL: server.url, bufferStreams: 1_000 }));
      const controller = new AbortController();
      const body = new Readable({ read: () => undefined });
      const sending = client.post('/', body, { signal: controller.signal });
      setImmediate(() => {
        controller.abort();
      });

      await expect(sending).rejects.toMatchObject({ code: 'ERR_CANCELED' });
      expect(body.destroyed).toBe(true);
    });

    if (name !== 'fetch') {
      it('is not sent beyond maxBodyLength', async () => {
        const server = await serve();
        const client = clientOf(server, 'new', { maxBodyLength: 100, timeout: 2_000 });

        const sending = client.post('/', Readable.from(['x'.repeat(60), 'x'.repeat(60)]));

        await expect(sending).rejects.toThrow('Request body larger than maxBodyLength limit');
        await client.post('/', Readable.from(['x'.repeat(60)]));
      });
    }
  });
});
