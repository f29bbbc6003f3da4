import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { type AxiosStatic } from 'axios';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { example } from '../fixtures/example-provider.js';

// An application and this package may have two copies of axios: of two versions, or one as ESM and one as
// CommonJS. Their classes are not each other's, and up to 1.8 such headers got lost on the way.
const copies = ['axios-v1.7.0', 'axios-v1.8.4', 'axios-v1.13.6', 'axios-v1.20.0'] as const;

let server: TestServer;

beforeAll(async () => {
  server = await startServer(({ target }, response) => {
    response.statusCode = target === '/500' ? 500 : 200;
    response.end('ok');
  });
});

afterAll(() => server.close());

describe.each(copies)('an application with a copy of its own, %s', (name) => {
  const axios: AxiosStatic = createRequire(__filename)(name);

  it.each(adapters)('is served over the $name adapter, of whichever copy', async ({ adapter }) => {
    for (const spec of [adapter, axios.getAdapter(adapter)]) {
      const client = axios.create({ adapter: spec, baseURL: server.url, headers: { 'x-own': 'mine' } });
      client.interceptors.request.use(example({ token: 'one', baseURL: server.url }));

      await client.post('/200', { x: 1 }, { params: { list: [1, 2] } });
      const error: unknown = await client.get('/500').catch((failure: unknown) => failure);

      const [post, get] = server.requests.slice(-2);
      expect(post?.headers).toMatchObject({ authorization: 'Bearer one', 'x-own': 'mine' });
      expect(post?.headers['content-type']).toBe('application/json');
      expect(post?.body.toString()).toBe('{"x":1}');
      expect(get?.headers.authorization).toBe('Bearer one');
      expect(axios.isAxiosError(error) && error.response?.status).toBe(500);
    }
  });
});
