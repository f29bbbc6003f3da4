import { afterEach, describe, expect, it } from '@jest/globals';
import axios, {
  AxiosError,
  type AxiosInstance,
  type AxiosRequestConfig,
  type InternalAxiosRequestConfig,
} from 'axios';
import http from 'node:http';
import net from 'node:net';
import { Agent as Dispatcher } from 'undici';
import { startServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { example } from '../fixtures/example-provider.js';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

describe.each(adapters)('the timeout over the $name adapter', ({ adapter, name }) => {
  // The fetch adapter has one code and a message of its own for every timeout.
  const expected = (details: object): object =>
    name === 'fetch' ? { code: expect.stringMatching(/^(ETIMEDOUT|ECONNABORTED)$/) } : details;

  function clientOf(baseURL: string, config: AxiosRequestConfig): AxiosInstance {
    const client = axios.create({ adapter, baseURL, ...config });
    client.interceptors.request.use(example({ token: 'one', baseURL }));
    return client;
  }

  it('ends a request to a host that does not even take the connection', async () => {
    // A socket that connects to nobody stays where a host behind a silent firewall leaves it.
    const httpAgent = Object.assign(new http.Agent(), {
      createConnection: () => Object.assign(new net.Socket(), { connecting: true }),
    });
    const dispatcher = new Dispatcher({ connect: () => undefined });
    cleanups.push(() => dispatcher.destroy());
    const client = clientOf('http://127.0.0.1:9999', {
      httpAgent,
      fetchOptions: { dispatcher },
      timeout: 30,
    });

    await expect(client.get('/')).rejects.toMatchObject(
      expected({ code: 'ECONNABORTED', message: 'timeout of 30ms exceeded' }),
    );
  });

  it('covers a chain of redirects as a whole', async () => {
    const server = await startServer(({ target }, response) => {
      if (target === '/3') return;
      setTimeout(() => response.writeHead(302, { location: `/${Number(target.slice(1)) + 1}` }).end(), 15);
    });
    cleanups.push(() => server.close());
    const started = performance.now();

    await expect(clientOf(server.url, { timeout: 60 }).get('/0')).rejects.toMatchObject(
      expected({ code: 'ECONNABORTED', message: 'timeout of 60ms exceeded' }),
    );
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('has the user’s own message and code', async () => {
    const server = await startServer(() => undefined);
    cleanups.push(() => server.close());
    const config = {
      timeout: 10,
      timeoutErrorMessage: 'too slow',
      transitional: { clarifyTimeoutError: true },
    };

    await expect(clientOf(server.url, config).get('/')).rejects.toMatchObject(
      expected({ code: 'ETIMEDOUT', message: 'too slow' }),
    );
  });
});

it('an error of a timeout that an adapter has frozen is the request’s error', async () => {
  const timedOut = (config: InternalAxiosRequestConfig): AxiosError =>
    Object.freeze(new AxiosError(`timeout of ${config.timeout}ms exceeded`, 'ECONNABORTED', config));
  const client = axios.create({ timeout: 1_000, adapter: (config) => Promise.reject(timedOut(config)) });
  client.interceptors.request.use(example({ token: 'canary-one', baseURL: 'https://api.example.com' }));

  const error: unknown = await client.get('https://api.example.com/').catch((reason: unknown) => reason);

  expect(error).toMatchObject({ code: 'ECONNABORTED', message: expect.stringMatching(/^timeout of \d+ms/) });
  expect(JSON.stringify(error)).not.toContain('canary');
});
