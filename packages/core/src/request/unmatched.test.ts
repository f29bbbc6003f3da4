import { type KeyringEvent } from '../contract/event.js';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosAdapter, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { channelName } from '../platform/diagnostics.js';
import { adapters } from '../fixtures/adapters.js';
import { bearer } from '../fixtures/bearer.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { example } from '../fixtures/example-provider.js';
import { type KeyringInterceptor } from '../interceptor.js';
import { rethrow } from './attempt.js';
import { refusalHint } from './recover.js';

const token = 'a-token-that-nobody-may-see';

let events: KeyringEvent[];
/** Stands for an emulator or a proxy, of which the provider was not told. It answers the status that the path names. */
let api: TestServer;

beforeEach(async () => {
  events = [];
  api = await startAPI();
});

function startAPI(): Promise<TestServer> {
  return closedAfterTest(
    startServer(({ target }, response) => {
      response.statusCode = Number(new URL(target, 'http://localhost').pathname.slice(-3));
      response.end('{}');
    }),
  );
}

const onEvent = (event: KeyringEvent): number => events.push(event);

function clientOf(config: AxiosRequestConfig, ...interceptors: KeyringInterceptor[]): AxiosInstance {
  const client = axios.create({ baseURL: api.url, proxy: false, ...config });
  for (const interceptor of interceptors) client.interceptors.request.use(interceptor);
  return client;
}

function failureOf(client: AxiosInstance, url: string, config?: AxiosRequestConfig): Promise<unknown> {
  return client.get(url, config).then(
    () => {
      throw new Error('The request did not fail.');
    },
    (reason: unknown) => reason,
  );
}

describe.each(adapters)(
  'a client’s own API that no base URL covers, over the $name adapter',
  ({ adapter }) => {
    it.each([401, 403])('says in the hint of a %d what to set', async (status) => {
      const error = await failureOf(clientOf({ adapter }, bearer({ token })), `/a/${status}?b=c`);

      expect(error).toMatchObject({ response: { status } });
      expect(refusalHint(error)).toBe(
        `No base URL covers this request to ${api.url}, so it had no credential. The base URLs are ` +
          'https://api.example.com/v2. If one of these APIs is reached there, set the option baseURL of its provider.',
      );
      expect(api.requests[0]?.headers).not.toHaveProperty('x-credential');
    });

    it('is all the same at the right origin, with another path', async () => {
      const interceptor = bearer({ token, baseURL: `${api.url}/v2` });

      const error = await failureOf(clientOf({ adapter }, interceptor), '/v1/401');

      expect(refusalHint(error)).toContain(`The base URLs are ${api.url}/v2.`);
    });

    it('names the base URLs of all interceptors', async () => {
      const client = clientOf({ adapter }, example({ token }), bearer({ token }));

      expect(refusalHint(await failureOf(client, '/401'))).toContain(
        'The base URLs are https://api.example.com/v2, https://eu.api.example.',
      );
    });

    it('has no hint where nothing was refused, nor where it was meant', async () => {
      const client = clientOf({ adapter }, bearer({ token }));

      for (const status of [400, 404, 500]) {
        expect(await failureOf(client, `/${status}`)).not.toHaveProperty('hint');
      }
      expect(await failureOf(client, '/401', { keyring: false })).not.toHaveProperty('hint');
      await api.close();
      expect(await failureOf(client, '/401')).not.toHaveProperty('hint');
    });

    it('is told in one event per interceptor, before an answer comes', async () => {
      const client = clientOf({ adapter }, example({ token, onEvent }), bearer({ token, onEvent }));

      await client.post('/a/200?account=7');
      await failureOf(client, '/401');

      expect(events).toEqual(
        ['bearer', 'example'].map((provider) => ({
          type: 'unmatched',
          provider,
          method: 'POST',
          url: api.url,
        })),
      );
    });

    it('leaves the requests to every other API alone', async () => {
      const other = await startAPI();
      const clients = [
        clientOf({ adapter }, bearer({ token, onEvent })),
        clientOf({ adapter, baseURL: '' }, bearer({ token, onEvent })),
      ];

      for (const client of clients) {
        expect(await failureOf(client, `${other.url}/401`)).not.toHaveProperty('hint');
      }
      expect(events).toEqual([]);
    });
  },
);

describe('the event of an API that no base URL covers', () => {
  it('comes once of each origin, and of no more than a thousand', async () => {
    const client = clientOf(
      {
        adapter: (config) => Promise.resolve({ config, data: '', status: 200, statusText: '', headers: {} }),
      },
      bearer({ token, onEvent }),
    );

    for (let count = 0; count < 1_100; count += 1) {
      for (const url of ['/a', '/b']) await client.get(url, { baseURL: `https://host-${count}.example/v1` });
    }

    expect(events.map(({ url }) => url)).toEqual(
      Array.from({ length: 1_000 }, (_, count) => `https://host-${count}.example`),
    );
  });

  it('comes also to whoever begins to listen later', async () => {
    const client = clientOf({}, bearer({ token }));
    await client.get('/200');
    const messages: unknown[] = [];
    const receive = (message: unknown): number => messages.push(message);
    subscribe(channelName, receive);
    await client.get('/200');
    await client.get('/200');
    unsubscribe(channelName, receive);

    expect(messages).toEqual([{ type: 'unmatched', provider: 'bearer', method: 'GET', url: api.url }]);
  });
});

describe('an adapter of the user’s, asked for what no base URL covers', () => {
  function rejectingWith(reason: unknown): AxiosAdapter {
    return () => Promise.resolve().then(() => rethrow(reason));
  }

  it.each([
    ['a frozen error', Object.freeze(Object.assign(new Error('refused'), { response: { status: 401 } }))],
    ['something that is no error', 'refused'],
    ['nothing', undefined],
  ])('may reject with %s', async (_, reason) => {
    expect(await failureOf(clientOf({ adapter: rejectingWith(reason) }, bearer({ token })), '/a')).toBe(
      reason,
    );
  });
});
