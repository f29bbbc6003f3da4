import { Agent, type ClientRequest, request as httpRequest } from 'node:http';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AvananEmulator, startEmulator } from '@axios-keyring/avanan/emulator';
import { type RecordedRequest, startServer } from '@axios-keyring/testing';
import { avanan } from './index.js';

type Emulator = AvananEmulator;

const tokenTarget = '/v1.0/auth';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator();
});
afterEach(() => emulator.close());

function interceptor(): ReturnType<typeof avanan> {
  return avanan({ ...emulator.credentials, baseURL: emulator.url });
}

/** The requests that were not for a token. */
function calls(): readonly RecordedRequest[] {
  return emulator.requests.filter(({ target }) => target !== tokenTarget);
}

describe.each(['http', 'fetch'] as const)('over the %s adapter', (adapter) => {
  function client(config: AxiosRequestConfig = {}): AxiosInstance {
    const instance = axios.create({ adapter, baseURL: `${emulator.url}/v1.0`, proxy: false, ...config });
    instance.interceptors.request.use(interceptor());
    return instance;
  }

  async function accepted(config: AxiosRequestConfig): Promise<RecordedRequest | undefined> {
    const { status } = await client().request({ ...config, validateStatus: null });
    const [call, ...more] = calls();
    expect({ status, refusal: call?.refusal, more }).toEqual({ status: 200, refusal: undefined, more: [] });
    return call;
  }

  // The emulator refuses a query that is not form-encoded, and signs again what arrived.
  it.each<[string, AxiosRequestConfig, string]>([
    ['a path', { url: '/scopes' }, '/scopes'],
    ['a colon in params', { url: '/x', params: { scopes: 'farm:customer' } }, '/x?scopes=farm%3Acustomer'],
    ['a colon in the URL', { url: '/x?scopes=farm:customer' }, '/x?scopes=farm%3Acustomer'],
    ['a colon that is encoded already', { url: '/x?scopes=farm%3acustomer' }, '/x?scopes=farm%3acustomer'],
    ['dates', { url: '/x', params: { from: new Date(0) } }, '/x?from=1970-01-01T00%3A00%3A00.000Z'],
    ['spaces', { url: '/x?a=b c', params: { d: 'e f' } }, '/x?a=b+c&d=e+f'],
    ['unicode', { url: '/ü?a=ü', params: { é: '世' } }, '/%C3%BC?a=%C3%BC&%C3%A9=%E4%B8%96'],
    [
      'punctuation',
      { url: '/x', params: { q: ":$,'()*!~@/?-_." } },
      '/x?q=%3A%24%2C%27%28%29*%21%7E%40%2F%3F-_.',
    ],
    ['repeated params', { url: '/x', params: { ids: [1, 2] } }, '/x?ids%5B%5D=1&ids%5B%5D=2'],
    ['nested params', { url: '/x', params: { a: { b: '[]' } } }, '/x?a%5Bb%5D=%5B%5D'],
    ['a lone percent', { url: '/x?a=100%' }, '/x?a=100%25'],
    ['an encoded slash in the path', { url: '/a%2Fb?c=%2F' }, '/a%2Fb?c=%2F'],
    ['a question mark at the end', { url: '/x?' }, '/x'],
    ['a fragment', { url: '/x?a=1#b' }, '/x?a=1'],
    ['URLSearchParams', { url: '/x', params: new URLSearchParams([['a b', "it's"]]) }, '/x?a+b=it%27s'],
    [
      'a serializer',
      { url: '/x', params: {}, paramsSerializer: { serialize: () => 'a=b:c d' } },
      '/x?a=b%3Ac+d',
    ],
  ])('the emulator accepts %s', async (_, config, target) => {
    await expect(accepted(config)).resolves.toMatchObject({ target: `/v1.0${target}` });
  });

  it.each<[string, unknown]>([
    ['an object', { requestData: { scopes: ['farm:ü'] } }],
    ['a string', 'grüße'],
    ['bytes', Buffer.from([0, 255])],
    ['a form', new URLSearchParams({ a: 'b' })],
  ])('the emulator accepts %s as the body, which is not signed', async (_, data) => {
    await accepted({ method: 'post', url: '/event/query', data });
  });

  it('what an interceptor that runs after ours changes is covered by the signature', async () => {
    const instance = axios.create({ adapter, baseURL: `${emulator.url}/v1.0`, proxy: false });
    instance.interceptors.request.use((config) => Object.assign(config, { url: '/b', params: { c: 'd:e' } }));
    instance.interceptors.request.use(interceptor());
    await expect(instance.get('/a')).resolves.toMatchObject({ status: 200 });
    expect(calls()[0]?.target).toBe('/v1.0/b?c=d%3Ae');
  });

  it('one token serves one request after the other', async () => {
    const instance = client();
    for (const id of [1, 2, 3]) await instance.get('/scopes', { params: { id } });
    expect(emulator.tokensIssued).toBe(1);
    expect(emulator.requests.map(({ target }) => target)).toEqual([
      tokenTarget,
      ...[1, 2, 3].map((id) => `/v1.0/scopes?id=${id}`),
    ]);
  });

  it('200 requests at once without a token yet fetch one, and each has a request id of its own', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 50 });
    const instance = client({ httpAgent: agent });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, id) => instance.get('/scopes', { params: { id } })),
    );
    agent.destroy();
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(emulator.tokensIssued).toBe(1);
    expect(emulator.requests.filter(({ target }) => target === tokenTarget)).toHaveLength(1);
    expect(emulator.requests).toHaveLength(201);
    expect(new Set(emulator.requests.map(({ headers }) => headers['x-av-req-id'])).size).toBe(201);
  });

  it('a revoked token is renewed once, and the request is sent again with a fresh request id', async () => {
    const instance = client();
    await instance.get('/scopes');
    emulator.revokeTokens();
    await expect(instance.post('/event/query', { requestData: {} })).resolves.toMatchObject({ status: 200 });
    expect(emulator.requests.map(({ target, status }) => [target, status])).toEqual([
      ['/v1.0/auth', 200],
      ['/v1.0/scopes', 200],
      ['/v1.0/event/query', 401],
      ['/v1.0/auth', 200],
      ['/v1.0/event/query', 200],
    ]);
    const [, , refused, , retried] = emulator.requests;
    expect(retried?.headers['x-av-req-id']).not.toBe(refused?.headers['x-av-req-id']);
    expect(retried?.headers['x-av-token']).not.toBe(refused?.headers['x-av-token']);
    expect(retried?.body).toEqual(refused?.body);
  });

  it('many requests that find their token revoked share one renewal', async () => {
    const instance = client();
    await instance.get('/scopes');
    emulator.revokeTokens();
    await Promise.all(Array.from({ length: 50 }, (_, id) => instance.get('/scopes', { params: { id } })));
    expect(emulator.tokensIssued).toBe(2);
  });

  it('an interceptor on the global axios does not send its token exchange through itself', async () => {
    const id = axios.interceptors.request.use(interceptor());
    try {
      const response = await axios.get(`${emulator.url}/v1.0/scopes`, { adapter, proxy: false });
      expect(response.status).toBe(200);
    } finally {
      axios.interceptors.request.eject(id);
    }
    expect(emulator.requests.map(({ target }) => target)).toEqual([tokenTarget, '/v1.0/scopes']);
  });
});

describe('the token exchange goes the way of the request that needs it', () => {
  it('over the user’s agent', async () => {
    const seen: string[] = [];
    class WatchingAgent extends Agent {
      // Called by Node for every request that goes over this agent.
      addRequest(request: ClientRequest, ...rest: unknown[]): void {
        seen.push(request.path);
        const inherited: unknown = Reflect.get(Agent.prototype, 'addRequest');
        if (typeof inherited === 'function') Reflect.apply(inherited, this, [request, ...rest]);
      }
    }
    const agent = new WatchingAgent();
    const instance = axios.create({ baseURL: `${emulator.url}/v1.0`, proxy: false, httpAgent: agent });
    instance.interceptors.request.use(interceptor());
    await instance.get('/scopes');
    agent.destroy();
    expect(seen).toEqual([tokenTarget, '/v1.0/scopes']);
  });

  it('over the user’s proxy', async () => {
    const proxy = await startServer(
      ({ method, target, headers, body }, response) =>
        new Promise((resolve, reject) => {
          const onward = httpRequest(target, { method, headers, agent: false }, (answer) => {
            response.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(response).on('finish', resolve);
          });
          onward.on('error', reject);
          onward.end(body);
        }),
    );
    try {
      const { hostname: host, port } = new URL(proxy.url);
      const instance = axios.create({
        baseURL: `${emulator.url}/v1.0`,
        proxy: { protocol: 'http', host, port: Number(port) },
      });
      const options = { baseURL: emulator.url, dangerouslyAllowPlainHttp: true };
      instance.interceptors.request.use(avanan({ ...emulator.credentials, ...options }));
      await expect(instance.get('/scopes')).resolves.toMatchObject({ status: 200 });
      const expected = [tokenTarget, '/v1.0/scopes'].map((path) => emulator.url + path);
      expect(proxy.requests.map(({ target }) => target)).toEqual(expected);
    } finally {
      await proxy.close();
    }
  });

  it('over the user’s own adapter', async () => {
    const seen: string[] = [];
    const instance = axios.create({
      baseURL: `${emulator.url}/v1.0`,
      proxy: false,
      adapter: (config) => {
        seen.push(axios.getUri(config));
        return axios.getAdapter('http', config)(config);
      },
    });
    instance.interceptors.request.use(interceptor());
    await instance.get('/scopes');
    expect(seen).toEqual([tokenTarget, '/v1.0/scopes'].map((path) => emulator.url + path));
  });
});

it('a key that the API does not know fails before the request is sent, without repeating it', async () => {
  const secretKey = 'another secret key';
  const instance = axios.create({ baseURL: `${emulator.url}/v1.0`, proxy: false });
  instance.interceptors.request.use(avanan({ ...emulator.credentials, secretKey, baseURL: emulator.url }));
  const error: unknown = await instance.get('/scopes').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider: 'avanan' });
  expect(String(error)).not.toContain(secretKey);
  expect(calls()).toHaveLength(0);
});
