import { beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosRequestConfig } from 'axios';
import http from 'node:http';
import net from 'node:net';
import { type RequestHandler, startServer, type TestServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { type ExchangeRequest } from '../contract/wire-request.js';
import { adapters } from '../fixtures/adapters.js';
import { setVariable } from '../fixtures/environment.js';
import { startWorld, type World } from '../fixtures/world.js';
import { flag, text } from '../options/builders.js';
import { defineProvider } from '../provider.js';

let asked: ExchangeRequest;

/** Sends whatever exchange the test asks for, and what came of it as its token. */
const exchanging = defineProvider({
  name: 'exchanging',
  environmentPrefix: 'EXCHANGING',
  options: {
    tokenURL: text({ description: 'Where tokens come from.', env: 'EXCHANGING_TOKEN_URL', optional: true }),
    ofVendor: text({ description: 'The same, of the provider itself.', optional: true }),
    inCloud: flag({ description: 'Whether it is a metadata server.' }),
  },
  baseURLs: () => [],
  exchangeHosts: ({ tokenURL, ofVendor, inCloud }) => [
    ...(ofVendor === undefined ? [] : [ofVendor]),
    ...(tokenURL === undefined ? [] : [{ url: tokenURL, option: 'tokenURL', isMetadata: inCloud }]),
  ],
  authorize: () => async (request) => {
    const { status, body } = await request.exchange(asked);
    return { headers: { Authorization: `${status} ${body}`.trim() } };
  },
});

type Options = NonNullable<Parameters<typeof exchanging>[0]>;

function answering(body: string): RequestHandler {
  return (_, response) => {
    response.end(body);
  };
}

let api: TestServer;
let issuer: TestServer;
let answer: RequestHandler;

beforeEach(async () => {
  for (const name of ['http_proxy', 'HTTP_PROXY', 'no_proxy', 'NO_PROXY']) setVariable(name, undefined);
  answer = answering('token');
  api = await closedAfterTest(startServer(answering('welcome')));
  issuer = await closedAfterTest(startServer((request, response) => answer(request, response)));
  asked = { method: 'POST', url: `${issuer.url}/token?tenant=a` };
});

async function get(options: Options, config: AxiosRequestConfig = {}): Promise<unknown> {
  const client = axios.create({ baseURL: api.url, ...config });
  client.interceptors.request.use(exchanging({ baseURL: api.url, ...options }));
  return client.get('/').catch((error: unknown) => error);
}

describe.each(adapters)('an exchange at another origin over the $name adapter', ({ adapter }) => {
  it('reaches a declared host, with a form as RFC 6749 encodes it', async () => {
    asked = {
      ...asked,
      form: { grant_type: 'client_credentials', scope: 'a b', secret: '+/&=%*ü', none: undefined },
    };

    await get({ tokenURL: asked.url }, { adapter });

    const [exchange] = issuer.requests;
    expect(exchange).toMatchObject({
      method: 'POST',
      target: '/token?tenant=a',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    });
    expect(exchange?.body.toString()).toBe(
      'grant_type=client_credentials&scope=a+b&secret=%2B%2F%26%3D%25*%C3%BC',
    );
    expect(api.requests[0]?.headers.authorization).toBe('200 token');
  });

  it('takes JSON and other methods', async () => {
    asked = { ...asked, method: 'PUT', json: { a: 'ü' }, headers: { Accept: 'text/plain' } };

    await get({ ofVendor: issuer.url }, { adapter });

    expect(issuer.requests[0]).toMatchObject({
      method: 'PUT',
      headers: { 'content-type': 'application/json', accept: 'text/plain' },
    });
    expect(issuer.requests[0]?.body.toString()).toBe('{"a":"ü"}');
  });

  it('reaches no host that is not declared', async () => {
    const error = await get({ ofVendor: 'https://login.example.com' }, { adapter });

    expect(error).toMatchObject({
      code: 'ERR_KEYRING_TOKEN_EXCHANGE',
      message: expect.stringContaining('none of its exchangeHosts'),
    });
    expect([...issuer.requests, ...api.requests]).toEqual([]);
  });

  it('follows no redirect', async () => {
    answer = (_, response) => {
      response.writeHead(307, { Location: `${api.url}/stolen` }).end();
    };

    await get({ ofVendor: issuer.url }, { adapter });

    expect(api.requests).toHaveLength(1);
    expect(api.requests[0]?.headers.authorization).toBe('307');
  });

  it('has a time limit of its own', async () => {
    answer = () => undefined;
    asked = { ...asked, timeout: 50 };

    expect(await get({ ofVendor: issuer.url }, { adapter })).toMatchObject({
      code: 'ERR_KEYRING_TOKEN_EXCHANGE',
      message: expect.stringContaining('50'),
    });
  });
});

describe('the way of an exchange at another origin', () => {
  it('is that of the request: its agent', async () => {
    const used: string[] = [];
    const createConnection = (options: net.TcpNetConnectOpts): net.Socket => {
      used.push(`http://127.0.0.1:${options.port}`);
      return net.connect(options);
    };
    const httpAgent = Object.assign(new http.Agent(), { createConnection });

    await get({ ofVendor: issuer.url }, { adapter: 'http', httpAgent });

    expect(used).toEqual([issuer.url, api.url]);
  });

  it('goes past the proxy of the environment where it is plain http that stays on this machine', async () => {
    const proxy = await closedAfterTest(startServer(answering('proxied')));
    setVariable('http_proxy', proxy.url);

    await get({ ofVendor: issuer.url }, { adapter: 'http' });

    expect(api.requests[0]?.headers.authorization).toBe('200 token');
    expect(proxy.requests).toEqual([]);
  });

  it('uses that proxy where plain http may leave the machine', async () => {
    const proxy = await closedAfterTest(startServer(answering('proxied')));
    setVariable('http_proxy', proxy.url);

    await get({ ofVendor: issuer.url, dangerouslyAllowPlainHttp: true }, { adapter: 'http' });

    expect(proxy.requests.map(({ target }) => target)).toEqual([asked.url, `${api.url}/`]);
    expect(issuer.requests).toEqual([]);
  });
});

describe('a wildcard among the hosts', () => {
  let world: World;

  beforeEach(async () => {
    world = await closedAfterTest(startWorld((_, response) => response.end('token')));
  });

  it.each(adapters)('covers the hosts below over the $name adapter, and none beside', async ({ adapter }) => {
    const options = { baseURL: 'https://api.example.com', ofVendor: 'https://*.login.example.com' };
    const config = { adapter, ...world.transport, baseURL: options.baseURL };
    const reached = ['eu.login.example.com', 'a.b.login.example.com'];
    const others = ['login.example.com', 'evil-login.example.com', 'eu.login.example.com:8443'];
    for (const host of [...reached, ...others, 'eu.login.example.com.evil.example']) {
      asked = { method: 'GET', url: `https://${host}/token` };
      await get(options, config);
    }
    asked = { method: 'GET', url: 'http://eu.login.example.com/token' };
    await get(options, config);

    const exchanges = world.requests.filter(({ url }) => url.endsWith('/token'));
    expect(exchanges.map(({ url }) => new URL(url).host)).toEqual(reached);
  });
});

describe('a host that tokens cannot come from', () => {
  it.each([
    ['plain http to another machine', 'http://login.example.com/token', 'is plain http to another machine'],
    ['another scheme', 'ftp://login.example.com', 'has to start with https://'],
    ['no URL', 'login.example.com', 'has to start with https://'],
    ['a password', 'https://me:hush@login.example.com', 'contains a user name or password'],
    ['a wildcard of an option', 'https://*.login.example.com', 'has to name one host'],
    ['a metadata server', 'http://169.254.169.254', 'is plain http to another machine'],
  ])('%s is refused when the interceptor is made, naming the option', (_, tokenURL, problem) => {
    const make = (): unknown => exchanging({ baseURL: 'https://api.example.com', tokenURL });

    expect(make).toThrow(problem);
    expect(make).toThrow('Set it in exchanging({ tokenURL }) or in EXCHANGING_TOKEN_URL.');
    expect(make).not.toThrow('hush');
  });

  it('is told apart from one that is right but for plain http', () => {
    const tokenURL = 'http://login.example.com';

    expect(() => exchanging({ baseURL: 'https://api.example.com', tokenURL })).toThrow(
      'dangerouslyAllowPlainHttp allows it',
    );
    exchanging({ baseURL: 'https://api.example.com', tokenURL, dangerouslyAllowPlainHttp: true });
  });

  it('is the provider’s mistake where no option says it', () => {
    expect(() => exchanging({ baseURL: 'https://api.example.com', ofVendor: 'http://a.example' })).toThrow(
      /exchangeHosts is plain http .* Correct it in the provider\./,
    );
  });

  it.each([
    ['http://169.254.169.254/metadata', true],
    ['http://169.254.130.2:8081/msi/token', true],
    ['http://[fd00:ec2::254]', true],
    ['http://[fe80::1]', true],
    ['http://172.16.1.2:8081', true],
    ['http://10.0.0.1', true],
    ['http://localhost:42356', true],
    ['http://metadata.google.internal', false],
    ['http://1.1.1.1', false],
    ['http://169.254.169.254.evil.example', false],
    ['http://172.32.0.1', false],
    ['http://[2001:db8::1]', false],
  ])('as a metadata server, %s: %s', (tokenURL, isRight) => {
    const make = (): unknown => exchanging({ baseURL: 'https://api.example.com', tokenURL, inCloud: true });

    if (isRight) expect(make).not.toThrow();
    else expect(make).toThrow('has to be an IP address of this machine or its own network');
  });
});
