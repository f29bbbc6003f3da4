import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, {
  type AxiosAdapter,
  AxiosHeaders,
  type AxiosInstance,
  type AxiosRequestConfig,
  type InternalAxiosRequestConfig,
} from 'axios';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { axiosIsAtLeast } from '../fixtures/axios-version.js';
import { example } from '../fixtures/example-provider.js';
import { secret } from '../options/secrets.js';
import { defineProvider } from '../provider.js';
import { type WireRequest } from '../contract/wire-request.js';

const keyOnly = defineProvider({
  name: 'key-only',
  environmentPrefix: 'KEY_ONLY',
  options: { key: secret({ description: 'The key.' }) },
  baseURLs: () => [],
  authorize:
    ({ key }) =>
    async (request) => ({ headers: { 'x-key': await key(request) } }),
});

let server: TestServer;
let stranger: TestServer;

const cleanups: (() => unknown)[] = [];

beforeEach(async () => {
  [server, stranger] = await Promise.all([echo(), echo()]);
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function echo(): Promise<TestServer> {
  const echoing = await startServer((_request, response) => {
    response.end('ok');
  });
  cleanups.push(() => echoing.close());
  return echoing;
}

function authorizations(of: TestServer): (string | undefined)[] {
  return of.requests.map(({ headers }) => headers.authorization);
}

// What a polluted Object.prototype does is tried in tools/surroundings: Jest's is neither that of fetch nor of http.
describe.each(adapters)('hostile surroundings of the $name adapter', ({ adapter, name: adapterName }) => {
  function client(config: AxiosRequestConfig = {}): AxiosInstance {
    const instance = axios.create({ adapter, ...config });
    instance.interceptors.request.use(example({ token: 'one', baseURL: server.url }));
    return instance;
  }

  /** Axios runs request interceptors last in, first out: what is registered first runs last, after ours. */
  function clientWithLater(
    later: (config: InternalAxiosRequestConfig) => InternalAxiosRequestConfig,
  ): AxiosInstance {
    const instance = axios.create({ adapter });
    instance.interceptors.request.use(later);
    instance.interceptors.request.use(example({ token: 'one', baseURL: server.url }));
    return instance;
  }

  describe('an interceptor that runs after ours', () => {
    it('and leads the request to a stranger gets no credential there', async () => {
      const instance = clientWithLater((config) => Object.assign(config, { url: `${stranger.url}/a` }));

      await instance.get(`${server.url}/a`);

      expect(authorizations(stranger)).toEqual([undefined]);
    });

    it('and leads a stranger’s request to the API gets the credential', async () => {
      const instance = clientWithLater((config) => Object.assign(config, { url: `${server.url}/a` }));

      await instance.get(`${stranger.url}/a`);

      expect(authorizations(server)).toEqual(['Bearer one']);
    });

    it('and clones the config is harmless', async () => {
      const instance = clientWithLater((config) => ({
        ...config,
        headers: AxiosHeaders.from(config.headers),
      }));

      await instance.get(`${server.url}/a`);

      expect(authorizations(server)).toEqual(['Bearer one']);
    });

    it('and freezes the config is harmless', async () => {
      const instance = clientWithLater((config) => Object.freeze({ ...config }));

      await instance.get(`${server.url}/a`).catch(() => undefined);

      // Before 1.20 axios itself cannot send such a config.
      expect(authorizations(server)).toEqual(axiosIsAtLeast('1.20.0') ? ['Bearer one'] : []);
    });

    it('and replaces the adapter takes the request over, without a credential', async () => {
      const instance = clientWithLater((config) => Object.assign(config, { adapter }));

      await instance.get(`${server.url}/a`);

      expect(authorizations(server)).toEqual([undefined]);
    });
  });

  it('a frozen config is authorized all the same', async () => {
    const instance = client();
    instance.interceptors.request.use((config) => Object.freeze(config));

    await instance.get(`${server.url}/a`);

    expect(authorizations(server)).toEqual(['Bearer one']);
  });

  it('a URL object is as good as a text', async () => {
    const config: AxiosRequestConfig = {};
    Reflect.set(config, 'url', new URL(`${server.url}/a?b=c`));
    await client().request(config);
    expect(authorizations(server)).toEqual(['Bearer one']);
    expect(server.requests[0]?.target).toBe('/a?b=c');
    if (adapterName === 'fetch') return;
    Reflect.set(config, 'url', new URL(stranger.url));
    await client().request(config);
    expect(authorizations(stranger)).toEqual([undefined]);
  });

  it('headers in fetchOptions leave no credential out', async () => {
    const fetchOptions = { headers: { 'x-own': 'mine' }, method: 'DELETE', body: 'another' };
    await client().post(server.url, 'text', { fetchOptions });
    expect(authorizations(server)).toEqual(['Bearer one']);
    expect(server.requests[0]?.method).toBe('POST');
    expect(server.requests[0]?.body.toString()).toBe('text');
  });

  it('`auth` on the config gives way to the provider’s Authorization', async () => {
    await client().get(`${server.url}/a`, { auth: { username: 'user', password: 'word' } });

    expect(authorizations(server)).toEqual(['Bearer one']);
  });

  it('userinfo in the URL gives way too, and is not sent', async () => {
    await client().get(`${server.url.replace('//', '//user:word@')}/a`);

    expect(authorizations(server)).toEqual(['Bearer one']);
  });

  it('userinfo in the URL is sent as Basic where the provider has no Authorization of its own', async () => {
    const instance = axios.create({ adapter });
    instance.interceptors.request.use(keyOnly({ key: 'k', baseURL: server.url }));

    await instance.get(`${server.url.replace('//', '//us%20er:w%zzord@')}/a`);

    expect(authorizations(server)).toEqual([`Basic ${btoa('us er:w%zzord')}`]);
    expect(server.requests[0]?.headers['x-key']).toBe('k');
  });

  it.each(['Authorization', 'authorization', 'AUTHORIZATION'])('a user-set %s gives way', async (name) => {
    await client().get(`${server.url}/a`, { headers: { [name]: 'Bearer mine' } });

    expect(authorizations(server)).toEqual(['Bearer one']);
    expect(server.requests[0]?.rawHeaders.filter((header) => /^authorization$/i.test(header))).toHaveLength(
      1,
    );
  });

  it('a user-set Authorization is left alone with keyring: false, and outside of the base URL', async () => {
    const headers = { Authorization: 'Bearer mine' };
    await client().get(`${server.url}/a`, { headers, keyring: false });
    await client().get(`${stranger.url}/a`, { headers });

    expect([...authorizations(server), ...authorizations(stranger)]).toEqual(['Bearer mine', 'Bearer mine']);
  });

  it('a paramsSerializer that throws fails the request as it does without a keyring', async () => {
    const paramsSerializer = (): string => {
      throw new Error('cannot serialise');
    };

    await expect(client().get(server.url, { params: { a: 1 }, paramsSerializer })).rejects.toMatchObject({
      isAxiosError: true,
      message: 'cannot serialise',
    });
    expect(server.requests).toHaveLength(0);
  });

  it('an interceptor that forgets to return the config makes axios fail, and nothing is sent', async () => {
    const instance = client();
    const forgetful: unknown = () => undefined;
    Reflect.apply(instance.interceptors.request.use, instance.interceptors.request, [forgetful]);

    await expect(instance.get(server.url)).rejects.toBeInstanceOf(TypeError);
    expect(server.requests).toHaveLength(0);
  });

  it('a Content-Length of an earlier attempt does not cut the body', async () => {
    await client().post(
      `${server.url}/a`,
      { text: 'longer than before' },
      { headers: { 'Content-Length': '3' } },
    );

    expect(server.requests[0]?.body.toString()).toBe('{"text":"longer than before"}');
  });

  it('allowAbsoluteUrls: false binds the request to its baseURL, and the credential with it', async () => {
    await client({ baseURL: stranger.url, allowAbsoluteUrls: false }).get(`${server.url}/a`);
    await client({ baseURL: server.url, allowAbsoluteUrls: false }).get(`${stranger.url}/a`);

    // Before 1.8 axios does not know the option: the first request goes where its URL says, without a credential.
    expect(authorizations(stranger)).toEqual(axiosIsAtLeast('1.8.0') ? [undefined] : []);
    expect(authorizations(server)).toEqual(
      axiosIsAtLeast('1.8.0') ? ['Bearer one'] : [undefined, 'Bearer one'],
    );
  });

  it('a host whose location has no value, as a Deno server, is authorized all the same', async () => {
    Reflect.set(globalThis, 'location', undefined);
    cleanups.push(() => Reflect.deleteProperty(globalThis, 'location'));

    await client().get(`${server.url}/a`);

    expect(authorizations(server)).toEqual(['Bearer one']);
  });

  it('a page’s own address completes a URL that has none', async () => {
    Reflect.set(globalThis, 'location', { href: `${server.url}/page` });
    cleanups.push(() => Reflect.deleteProperty(globalThis, 'location'));

    // Outside of a page axios cannot send it, but by then it has been authorized.
    const seen: unknown[] = [];
    const adapter: AxiosAdapter = (config) => {
      seen.push(config.headers.get('Authorization'));
      return Promise.resolve({ data: '', status: 200, statusText: '', headers: {}, config });
    };
    await client({ adapter }).get('/a');

    expect(seen).toEqual(['Bearer one']);
  });

  it('a socketPath is refused, because it does not lead to the base URL', async () => {
    const socketPath = path.join(os.tmpdir(), `keyring-${process.pid}-${adapterName}.sock`);
    let contacts = 0;
    const listener = net.createServer((socket) => {
      contacts += 1;
      socket.end();
    });
    await new Promise<void>((resolve) => listener.listen(socketPath, resolve));
    cleanups.push(() => listener.close());

    await expect(client().get(`${server.url}/a`, { socketPath })).rejects.toMatchObject({
      code: 'ERR_KEYRING_SOCKET_PATH',
      isAxiosError: true,
    });
    expect(contacts).toBe(0);
  });

  it.each(['data:text/plain,hello', 'file:///etc/hostname', 'ws://127.0.0.1/', 'about:blank', ''])(
    'the URL %p is none of ours',
    async (url) => {
      const result: unknown = await client({ timeout: 1_000 })
        .get(url)
        .catch((error: unknown) => error);

      expect(result).not.toMatchObject({ code: expect.stringContaining('KEYRING') });
      expect(server.requests).toHaveLength(0);
    },
  );
});

describe('a user-set Host', () => {
  /** What a provider was told, and what the server saw. */
  async function hostsOver(adapter: string): Promise<(string | undefined)[]> {
    const hosts: (string | undefined)[] = [];
    const instance = axios.create({ adapter });
    const token = ({ host }: WireRequest): string => {
      hosts.push(host);
      return 'one';
    };
    instance.interceptors.request.use(example({ token, baseURL: server.url }));
    await instance.get(`${server.url}/a`, { headers: { Host: 'contoso.example' } });
    return [...hosts, server.requests[0]?.headers.host];
  }

  it('is what goes out over http, and what a provider is told', async () => {
    expect(await hostsOver('http')).toEqual(['contoso.example', 'contoso.example']);
  });

  it('over fetch is to a provider what it is to the server', async () => {
    const [told, seen, ...others] = await hostsOver('fetch');

    expect(told).toBe(seen);
    expect(told).toBeDefined();
    expect(others).toEqual([]);
  });
});
