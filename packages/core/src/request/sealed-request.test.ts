import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { example } from '../fixtures/example-provider.js';
import { signed, signedOptions, startSignedAPI } from '../fixtures/signed.js';
import { type WireRequest } from '../contract/wire-request.js';

/** Refuses the first attempt of every test. */
let api: TestServer;
/** What a secret's function is to do with its request. */
let look: (request: WireRequest) => unknown;
let looked: unknown[];

beforeEach(async () => {
  looked = [];
  api = await closedAfterTest(
    startServer((_, response) => {
      response.statusCode = api.requests.length > 1 ? 200 : 401;
      response.end();
    }),
  );
});

function token(request: WireRequest): string {
  return `token ${looked.push(look(request))}`;
}

describe.each(adapters)('a request that a secret’s function gets, over the $name adapter', ({ adapter }) => {
  function clientOf(config: AxiosRequestConfig = {}): AxiosInstance {
    const client = axios.create({ adapter, proxy: false, baseURL: api.url, ...config });
    client.interceptors.request.use(example({ token, baseURL: api.url }));
    return client;
  }

  it.each([
    ['query', { search: '' }],
    ['host', { host: '127.0.0.1:9' }],
    ['path', { pathname: '/' }],
  ])('stays where it goes, whatever is done to its %s', async (_, change) => {
    look = ({ url }) => Object.assign(url, change);

    await clientOf().delete('/items?id=5');

    expect(api.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'DELETE /items?id=5',
      'DELETE /items?id=5',
    ]);
  });

  it('cannot be changed', async () => {
    const members = ['method', 'url', 'host', 'baseURL', 'body', 'options', 'now', 'exchange'];
    look = (request) => members.filter((name) => Reflect.defineProperty(request, name, { value: 'another' }));

    await clientOf().get('/a');

    expect(looked).toEqual([[], [], []]);
  });

  it('does not hold the user’s own `keyring` entry', async () => {
    const keyring = {};
    look = ({ options }) => Reflect.set(options, 'id', 'another');

    await clientOf().get('/a', { keyring });

    expect(looked).not.toEqual([]);
    expect(keyring).toEqual({});
  });

  it('tells of the user’s headers, and of none that an attempt has added', async () => {
    look = (request) =>
      ['Authorization', 'x-nonce', 'User-Agent', 'X-Own'].map((name) => request.headers[name.toLowerCase()]);

    await clientOf().get('/a', { headers: { 'X-Own': 'own', authorization: 'mine' } });

    // For the first attempt, for the renewal, and for the second attempt.
    const told = ['mine', undefined, undefined, 'own'];
    expect(looked).toEqual([told, told, told]);
  });

  it('tells the Content-Type that arrives, and how long the body is', async () => {
    look = ({ headers, bodyLength }) => [headers['content-type'], bodyLength];
    const bodies: [unknown, AxiosRequestConfig['headers']?][] = [
      ['täxt'],
      ['text', { 'Content-Type': '' }],
      ['text', { 'Content-Type': false }],
      ['text', { 'Content-Type': 'text/csv' }],
      [{ a: 1 }],
      [Buffer.from('bytes')],
      [new Blob(['blob'], { type: 'image/png' })],
      [undefined],
    ];
    for (const [data, headers] of bodies) {
      looked = [];
      await clientOf().post('/a', data, headers && { headers });
      const arrived = api.requests.at(-1);
      expect(looked[0]).toEqual([arrived?.headers['content-type'], arrived?.body.length]);
    }
  });
});

it('what a signature covers stays what is sent, whatever a secret’s function does to the URL', async () => {
  const accepting = await closedAfterTest(startSignedAPI());
  const { key, baseURL } = signedOptions(accepting);
  const client = axios.create({ proxy: false, baseURL });
  const readKey = async ({ url }: WireRequest): Promise<string> => {
    url.search = '';
    return Promise.resolve(key);
  };
  client.interceptors.request.use(signed({ key: readKey, baseURL }));

  expect(await client.get('/a?id=5')).toMatchObject({ status: 200 });
});

describe('a user-set Host', () => {
  async function hosts(config: AxiosRequestConfig, baseURL: string): Promise<unknown[]> {
    look = ({ host }) => host;
    const client = axios.create({ adapter: 'http', proxy: false, ...config });
    client.interceptors.request.use(example({ token, baseURL, dangerouslyAllowPlainHttp: true }));
    await client.get(`${baseURL}/a`);
    return [...looked, ...api.requests.map(({ headers }) => headers.host)];
  }

  it('is told as it arrives, without white space around it', async () => {
    const all = await hosts({ headers: { Host: ' virtual.example ' } }, api.url);

    expect(new Set(all)).toEqual(new Set(['virtual.example']));
  });

  it('is told as it arrives behind an http proxy', async () => {
    const proxy = { protocol: 'http', host: '127.0.0.1', port: Number(new URL(api.url).port) };

    const all = await hosts({ headers: { Host: 'virtual.example' }, proxy }, 'http://api.example');

    expect(all).toHaveLength(5);
    expect(new Set(all).size).toBe(1);
  });
});
