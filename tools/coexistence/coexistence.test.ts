import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import axios, { type AxiosError, type AxiosInstance } from 'axios';
import { createAuthRefresh } from 'axios-auth-refresh';
import { buildKeyGenerator, buildMemoryStorage, setupCache } from 'axios-cache-interceptor';
import MockAdapter from 'axios-mock-adapter';
import axiosRetry from 'axios-retry';
import axiosRetry3 from 'axios-retry-3';
import { firstValueFrom } from 'rxjs';
import { findText, startServer, type TestServer } from '@axios-keyring/testing';
import { clientWith, example, orders } from './example-api.js';

let server: TestServer;
let status: (call: number) => number;

beforeEach(async () => {
  status = () => 200;
  let calls = 0;
  server = await startServer(({ headers }, response) => {
    calls += 1;
    response.statusCode = status(calls);
    response.end(JSON.stringify({ call: calls, as: headers.authorization }));
  });
});

afterEach(() => server.close());

function interceptor(token = 'one'): ReturnType<typeof example> {
  return example({ token, baseURL: server.url });
}

function attempts(): (string | string[] | undefined)[] {
  return server.requests.map(({ headers }) => headers['x-attempt']);
}

function authorizations(): (string | undefined)[] {
  return server.requests.map(({ headers }) => headers.authorization);
}

describe.each(orders)('registered %s', (order) => {
  describe.each([
    [
      'axios-retry 4.5',
      (client: AxiosInstance) => {
        axiosRetry(client, { retries: 3, retryDelay: () => 0 });
      },
    ],
    [
      'axios-retry 3.9',
      (client: AxiosInstance) => {
        axiosRetry3(client, { retries: 3, retryDelay: () => 0 });
      },
    ],
  ])('%s', (_name, setUp) => {
    it('gets fresh credentials for every attempt', async () => {
      status = (call) => (call < 3 ? 503 : 200);
      const client = clientWith(order, interceptor(), setUp);

      const { data } = await client.put<unknown>(server.url, { x: 1 });

      expect(data).toMatchObject({ call: 3 });
      expect(authorizations()).toEqual(['Bearer one', 'Bearer one', 'Bearer one']);
      expect(new Set(attempts()).size).toBe(3);
      expect(server.requests.map(({ body }) => body.toString())).toEqual(['{"x":1}', '{"x":1}', '{"x":1}']);
    });
  });

  describe('axios-mock-adapter', () => {
    it('recognises requests, and its history shows the credentials to tests', async () => {
      const mocks: MockAdapter[] = [];
      const setUp = (client: AxiosInstance): unknown => mocks.push(new MockAdapter(client));
      const client = clientWith(order, interceptor(), setUp, { baseURL: server.url });
      const [mock] = mocks;
      mock?.onGet('/users', { params: { page: 2 } }).reply(200, { users: [] });
      mock?.onPost('/users', { name: 'a' }).replyOnce(401);
      mock?.onPost('/users', { name: 'a' }).reply(201);

      const answer = await client.get<unknown>('/users', { params: { page: 2 } });

      expect(answer.data).toEqual({ users: [] });
      expect(findText(answer, 'Bearer one')).toEqual([]);
      await expect(client.post('/users', { name: 'a' })).rejects.toMatchObject({ response: { status: 401 } });
      expect(await client.post('/users', { name: 'a' })).toMatchObject({ status: 201 });
      expect(mock?.history.get[0]?.headers).toMatchObject({ Authorization: 'Bearer one' });
      expect(server.requests).toHaveLength(0);
    });

    it('passes requests through to the server with their credentials', async () => {
      const setUp = (client: AxiosInstance): unknown => new MockAdapter(client).onAny().passThrough();
      const client = clientWith(order, interceptor(), setUp, { baseURL: server.url });

      await client.get('/users', { params: { text: "it's", list: [1, 2] } });

      expect(authorizations()).toEqual(['Bearer one']);
    });

    it('plays network errors and timeouts', async () => {
      const mocks: MockAdapter[] = [];
      const client = clientWith(order, interceptor(), (instance) => mocks.push(new MockAdapter(instance)));
      mocks[0]?.onGet(`${server.url}/a`).networkError().onGet(`${server.url}/b`).timeout();

      await expect(client.get(`${server.url}/a`)).rejects.toThrow('Network Error');
      await expect(client.get(`${server.url}/b`)).rejects.toMatchObject({ code: 'ECONNABORTED' });
    });
  });

  describe('axios-cache-interceptor', () => {
    it('answers from its cache, which holds no credential', async () => {
      const storage = buildMemoryStorage();
      const client = clientWith(order, interceptor(), (instance) => setupCache(instance, { storage }));

      const first = await client.get<unknown>(server.url);
      const second = await client.get<unknown>(server.url);

      expect(second.data).toEqual(first.data);
      expect(server.requests).toHaveLength(1);
      // The server of this test echoes the credential in its body, which is not ours to hide.
      expect(findText(storage, 'Bearer one').filter((path) => !path.includes('data'))).toEqual([]);
    });

    it('serves no account’s answers to another when its keys carry the partition key', async () => {
      const storage = buildMemoryStorage();
      const clientOf = (token: string): AxiosInstance => {
        const ours = interceptor(token);
        const generateKey = buildKeyGenerator(({ method, baseURL, url, params }) => ({
          ...{ method, baseURL, url, params },
          partition: ours.partitionKey,
        }));
        return clientWith(order, ours, (instance) => setupCache(instance, { storage, generateKey }));
      };

      const alice = await clientOf('alice').get<unknown>(server.url);
      const bob = await clientOf('bob').get<unknown>(server.url);

      expect(alice.data).toMatchObject({ as: 'Bearer alice' });
      expect(bob.data).toMatchObject({ as: 'Bearer bob' });
    });
  });

  it('axios-auth-refresh sends the request again, with fresh credentials', async () => {
    status = (call) => (call === 1 ? 401 : 200);
    let refreshed = 0;
    const refresh = (): Promise<void> => {
      refreshed += 1;
      return Promise.resolve();
    };
    const client = clientWith(order, interceptor(), (instance) => createAuthRefresh(instance, refresh));

    expect(await client.get(server.url)).toMatchObject({ status: 200 });
    expect(refreshed).toBe(1);
    expect(authorizations()).toEqual(['Bearer one', 'Bearer one']);
    expect(new Set(attempts()).size).toBe(2);
  });

  it('@nestjs/axios sends through the same client', async () => {
    const services: HttpService[] = [];
    clientWith(order, interceptor(), (instance) => services.push(new HttpService(instance)));
    const [service] = services;

    expect(service && (await firstValueFrom(service.get(server.url)))).toMatchObject({ status: 200 });
    expect(authorizations()).toEqual(['Bearer one']);
  });
});

describe('sending a config again', () => {
  it('five times makes five requests, each with fresh credentials', async () => {
    status = () => 500;
    const client = axios.create();
    client.interceptors.request.use(interceptor());
    const failure = await client.post(server.url, { x: 1 }).catch((error: unknown) => error);
    let config = configOf(failure);

    for (let resubmission = 0; resubmission < 5; resubmission += 1) {
      config = configOf(await client.request(config).catch((error: unknown) => error));
    }

    expect(server.requests).toHaveLength(6);
    expect(new Set(attempts()).size).toBe(6);
    expect(server.requests.every(({ body }) => body.toString() === '{"x":1}')).toBe(true);
  });

  function configOf(error: unknown): NonNullable<AxiosError['config']> {
    if (axios.isAxiosError(error) && error.config) return error.config;
    throw new Error('The request did not fail as expected.');
  }
});
