import { EventEmitter } from 'node:events';
import { describe, expect, it, jest } from '@jest/globals';
import axios from 'axios';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../tools/test-setup/closed-after-test.js';
import { startWorld } from './fixtures/world.js';
import { createInterceptor, type KeyringInterceptor, routesOf } from './interceptor.js';
import { secret } from './options/secrets.js';
import { defineProvider } from './provider.js';
import { tokenExchangeError } from './credentials/tokens/failures.js';
import { TokenSource } from './credentials/tokens/token-source.js';
import { RouteTable } from './request/route-table.js';
import { type Verification } from './verification.js';

const verifiable = defineProvider({
  name: 'verifiable',
  environmentPrefix: 'VERIFIABLE',
  options: { token: secret({ description: 'The token.' }) },
  baseURLs: () => [],
  authorize:
    ({ token }) =>
    async (request) => ({ headers: { Authorization: `Bearer ${await token(request)}` } }),
  explainRefusal:
    () =>
    ({ status }) =>
      status === 401 ? 'The token is wrong.' : undefined,
  verify: () => ({ method: 'GET', path: '/v2/ping?quick=1' }),
});

const advice = 'Check the base URL, and that this machine, or its proxy, can reach it.';

/** An API that knows one token, wherever it is called. */
function startAPI(token = 'right'): Promise<TestServer> {
  return closedAfterTest(
    startServer(({ headers }, response) => {
      response.statusCode = headers.authorization === `Bearer ${token}` ? 200 : 401;
      response.end('{}');
    }),
  );
}

function answering(status: number, headers: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  return closedAfterTest(
    startServer((_, response) => {
      response.writeHead(status, headers).end();
    }),
  );
}

/** Several interceptors behind one, as a keyring composes them. */
function together(...interceptors: KeyringInterceptor[]): KeyringInterceptor {
  const table = new RouteTable();
  for (const route of interceptors.flatMap((interceptor) => routesOf(interceptor) ?? [])) table.add(route);
  return createInterceptor('keyring', { table });
}

function verified(
  ...routes: readonly (readonly [baseURL: string, status?: number, hint?: string | undefined])[]
): Verification {
  const hints = routes.flatMap(([baseURL, , hint]) => {
    if (hint === undefined) return [];
    return routes.length === 1 ? [hint] : [`verifiable at ${baseURL}: ${hint}`];
  });
  return {
    ok: hints.length === 0,
    hint: hints.length === 0 ? undefined : hints.join(' '),
    routes: routes.map(([baseURL, status = 0, hint]) => ({
      ...{ provider: 'verifiable', baseURL, status, hint },
      ok: hint === undefined,
      outcome: hint === undefined ? 'accepted' : status >= 400 && status < 500 ? 'refused' : 'failed',
    })),
  };
}

describe('verify', () => {
  it('says that good credentials are good, after one request as the provider declares it', async () => {
    const api = await startAPI();

    await expect(verifiable({ token: 'right', baseURL: api.url }).verify()).resolves.toEqual(
      verified([api.url, 200]),
    );

    expect(api.requests.map(({ method, target }) => `${method} ${target}`)).toEqual(['GET /v2/ping?quick=1']);
  });

  it('says what the provider makes of a refusal, without the secret', async () => {
    const api = await startAPI();

    const verification = await verifiable({ token: 'wrong-secret', baseURL: api.url }).verify();

    expect(verification).toEqual(verified([api.url, 401, 'The token is wrong.']));
  });

  it.each([500, 403, 204])(
    'says what was answered where the provider has no explanation: %d',
    async (status) => {
      const api = await answering(status);

      const verification = await verifiable({ token: 'right', baseURL: api.url }).verify();

      expect(verification).toEqual(
        verified([api.url, status, status === 204 ? undefined : `${api.url} answered ${status}.`]),
      );
    },
  );

  it('says that a server is down', async () => {
    const api = await startAPI();
    await api.close();

    const verification = await verifiable({ token: 'a-secret', baseURL: api.url }).verify();

    expect(verification).toMatchObject({ ok: false, routes: [{ status: undefined }] });
    expect(verification.hint).toMatch(new RegExp(`^${api.url} did not answer: .*ECONNREFUSED.*\\.$`));
    expect(verification.hint).not.toContain('a-secret');
  });

  it('says that a server hangs up', async () => {
    const api = await closedAfterTest(
      startServer((_, response) => {
        response.destroy();
      }),
    );

    const verification = await verifiable({ token: 'right', baseURL: api.url }).verify();

    expect(verification).toMatchObject({ ok: false, routes: [{ status: undefined }] });
    expect(verification.hint).toContain(`${api.url} did not answer: `);
  });

  it('says why a token could not be had', async () => {
    const api = await answering(503);
    const exchanging = defineProvider({
      name: 'exchanging',
      environmentPrefix: 'EXCHANGING',
      options: {},
      baseURLs: () => ['https://api.example.com'],
      authorize: () => {
        const tokens = new TokenSource({
          provider: 'exchanging',
          mint: async ({ exchange }) => {
            await exchange({ method: 'POST', url: 'https://elsewhere.example/token', headers: {} });
            return { value: 'token', expiresIn: 60_000 };
          },
        });
        return async (request) => ({
          headers: {
            Authorization: `Bearer ${await tokens.get(request, { endpoint: request.baseURL })}`,
          },
        });
      },
      verify: () => ({ method: 'GET', path: '/ping' }),
    });

    const verification = await exchanging({ baseURL: api.url }).verify();

    expect(verification).toMatchObject({ ok: false, routes: [{ status: undefined }] });
    expect(verification.hint).toContain('The token exchange with https://elsewhere.example/token leads away');
    expect(api.requests).toHaveLength(0);
  });

  it('does not follow a redirect, and says so', async () => {
    const target = await startAPI();
    const api = await answering(302, { location: `${target.url}/v2/ping` });

    const verification = await verifiable({ token: 'right', baseURL: api.url }).verify();

    expect(verification).toEqual(verified([api.url, 302, `${api.url} answered 302.`]));
    expect(target.requests).toHaveLength(0);
  });

  it.each([
    ['', '/v2/ping?quick=1'],
    ['/v2', '/v2/ping?quick=1'],
    ['/v2/ping', '/v2/ping?quick=1'],
    ['/proxy', '/proxy/v2/ping?quick=1'],
    ['/proxy/v2', '/proxy/v2/ping?quick=1'],
    ['/v2/proxy', '/v2/proxy/v2/ping?quick=1'],
    ['/v20', '/v20/v2/ping?quick=1'],
  ])('reaches the API behind the base path "%s" with its credentials', async (path, target) => {
    const api = await startAPI();

    const { ok } = await verifiable({ token: 'right', baseURL: api.url + path }).verify();

    expect(ok).toBe(true);
    expect(api.requests.map((request) => request.target)).toEqual([target]);
  });
});

/** A provider that asks its own origin for a token first. */
const issuing = defineProvider({
  name: 'issuing',
  environmentPrefix: 'ISSUING',
  options: {},
  baseURLs: () => [],
  authorize: () => {
    const provider = 'issuing';
    const tokens = new TokenSource({
      provider,
      mint: async ({ exchange, baseURL }) => {
        const response = await exchange({ method: 'POST', url: `${baseURL}/token`, headers: {} });
        throw tokenExchangeError({ provider, message: `The answer was ${response.status}.`, response });
      },
    });
    return async (request) => ({
      headers: {
        Authorization: `Bearer ${await tokens.get(request, { endpoint: request.baseURL })}`,
      },
    });
  },
  verify: () => ({ method: 'GET', path: '/ping' }),
});

describe.each(['http', 'fetch'])('verify over %s tells', (adapter) => {
  async function outcomeAt(baseURL: string, provider: 'verifiable' | 'issuing'): Promise<unknown> {
    const interceptor =
      provider === 'issuing' ? issuing({ baseURL }) : verifiable({ token: 'right', baseURL });
    const [route] = (await interceptor.verify({ adapter, timeout: 500 })).routes;
    return { ok: route?.ok, outcome: route?.outcome, status: route?.status };
  }

  async function free(): Promise<string> {
    const server = await startServer(() => undefined);
    await server.close();
    return server.url;
  }

  it.each([
    [401, 'refused'],
    [404, 'refused'],
    [500, 'failed'],
    [302, 'failed'],
  ])('what an answer of %d means', async (status, outcome) => {
    const { url } = await answering(status, { location: '/elsewhere' });

    await expect(outcomeAt(url, 'verifiable')).resolves.toEqual({ ok: false, outcome, status });
  });

  it.each(['verifiable', 'issuing'] as const)('that nothing came, of %s', async (provider) => {
    const silent = await closedAfterTest(startServer(() => undefined));
    const cut = await closedAfterTest(startServer((_, response) => void response.destroy()));
    const plain = await startAPI();
    const down = await free();
    const urls = [down, silent.url, cut.url, plain.url.replace('http:', 'https:'), 'https://nowhere.invalid'];

    const outcomes = await Promise.all(
      (provider === 'verifiable' ? urls : [down]).map((url) => outcomeAt(url, provider)),
    );

    for (const found of outcomes)
      expect(found).toEqual({ ok: false, outcome: 'unanswered', status: undefined });
  });

  it.each([
    [401, 'refused'],
    [503, 'failed'],
    [200, 'failed'],
  ])('what an answer of %d to an exchange means', async (status, outcome) => {
    const { url } = await answering(status);

    await expect(outcomeAt(url, 'issuing')).resolves.toEqual({ ok: false, outcome, status: undefined });
  });

  it('what is underneath where nothing came, in one line', async () => {
    const plain = await startAPI();
    const down = await free();
    const hintAt = async (baseURL: string): Promise<string | undefined> =>
      (await verifiable({ token: 'right', baseURL }).verify({ adapter })).hint;

    await expect(hintAt(down)).resolves.toMatch(/did not answer: .*ECONNREFUSED[^\n]*\.$/);
    await expect(hintAt(plain.url.replace('http:', 'https:'))).resolves.toMatch(
      /did not answer: [^\n]*(wrong version number|packet length too long)[^\n]*\.$/,
    );
  });

  it('an answer that broke off from one that was refused', async () => {
    const { url } = await closedAfterTest(
      startServer((_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{', () => response.destroy());
      }),
    );

    const verification = await verifiable({ token: 'right', baseURL: url }).verify({ adapter: 'http' });

    expect(verification.routes).toMatchObject([{ outcome: 'failed', status: 200 }]);
    expect(verification.hint).toContain(`${url} answered 200, but not to the end: `);
  });

  it('an adapter that there is not from a server that is down', async () => {
    const { url } = await startAPI();

    const verification = await verifiable({ token: 'right', baseURL: url }).verify({ adapter: 'htp' });

    expect(verification.routes).toMatchObject([{ outcome: 'failed', status: undefined }]);
    expect(verification.hint).toBe(`The request to ${url} failed: Unknown adapter 'htp'.`);
  });
});

describe('verify of several routes', () => {
  it('asks each once, with its own credentials', async () => {
    const [first, second] = await Promise.all([startAPI('one'), startAPI('two')]);
    const keyring = together(
      verifiable({ token: 'one', baseURL: first.url }),
      verifiable({ token: 'two', baseURL: second.url }),
    );

    await expect(keyring.verify()).resolves.toEqual(verified([first.url, 200], [second.url, 200]));

    expect([first.requests, second.requests].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('asks each with its own credentials also where one lies below the other', async () => {
    const api = await answering(200);
    const keyring = together(
      verifiable({ token: 'outer', baseURL: api.url }),
      verifiable({ token: 'inner', baseURL: `${api.url}/v2` }),
    );

    await expect(keyring.verify()).resolves.toMatchObject({ ok: true });

    const arrived = api.requests.map(({ target, headers }) => `${target} ${String(headers.authorization)}`);
    expect(arrived.sort()).toEqual(['/v2/ping?quick=1 Bearer inner', '/v2/ping?quick=1 Bearer outer']);
  });

  it('says of every route what came of it', async () => {
    const [first, second, third] = await Promise.all([startAPI(), answering(503), startAPI()]);
    const keyring = together(
      verifiable({ token: 'right', baseURL: first.url }),
      verifiable({ token: 'right', baseURL: second.url }),
      verifiable({ token: 'wrong', baseURL: third.url }),
    );

    const verification = await keyring.verify();

    expect(verification).toEqual(
      verified(
        [first.url, 200],
        [second.url, 503, `${second.url} answered 503.`],
        [third.url, 401, 'The token is wrong.'],
      ),
    );
    expect(verification.hint).toBe(
      `verifiable at ${second.url}: ${second.url} answered 503. verifiable at ${third.url}: The token is wrong.`,
    );
  });
});

describe('verify with the application’s settings', () => {
  it('goes through its agents and its fetch options', async () => {
    const world = await closedAfterTest(
      startWorld((_, response) => {
        response.end('{}');
      }),
    );
    const baseURLs = ['https://api.example.com', 'http://127.0.0.2'];
    const keyring = together(...baseURLs.map((baseURL) => verifiable({ token: 'right', baseURL })));

    const verifications = [
      await keyring.verify(world.transport),
      await keyring.verify({ ...world.transport, adapter: 'fetch' }),
    ];

    expect(verifications.map(({ ok }) => ok)).toEqual([true, true]);
    const urls = baseURLs.map((baseURL) => `${baseURL}/v2/ping?quick=1`);
    expect(world.requests.map(({ url }) => url).sort()).toEqual([...urls, ...urls].sort());
  });

  it('goes through its proxy, or past that of the environment', async () => {
    const [api, proxy] = [await startAPI(), await answering(502)];
    const { hostname: host, port } = new URL(proxy.url);
    // Else no proxy is used to loopback.
    const dangerouslyAllowPlainHttp = true;
    const interceptor = verifiable({ token: 'right', baseURL: api.url, dangerouslyAllowPlainHttp });
    jest.replaceProperty(process, 'env', { http_proxy: proxy.url });
    try {
      await expect(interceptor.verify({ proxy: false })).resolves.toMatchObject({ ok: true });
    } finally {
      jest.restoreAllMocks();
    }

    const verification = await interceptor.verify({ proxy: { protocol: 'http', host, port: Number(port) } });

    expect(verification.routes).toMatchObject([{ status: 502 }]);
    expect([api.requests, proxy.requests].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('waits no longer than it says, nor after an abort', async () => {
    const arrivals = new EventEmitter();
    const api = await closedAfterTest(startServer(() => void arrivals.emit('arrival')));
    const interceptor = verifiable({ token: 'right', baseURL: api.url });
    const controller = new AbortController();

    const late = await interceptor.verify({ timeout: 20, signal: undefined });
    arrivals.once('arrival', () => {
      controller.abort();
    });
    const aborted = await interceptor.verify({ signal: controller.signal, timeout: undefined });

    expect(late).toMatchObject({
      ok: false,
      hint: `${api.url} did not answer: timeout of 20ms exceeded. ${advice}`,
    });
    expect(aborted).toMatchObject({ ok: false, hint: `${api.url} did not answer: canceled. ${advice}` });
  });

  it.each([
    [
      { httpAgents: {} },
      'httpAgents',
      'There is no option "httpAgents" of verify(). Did you mean "httpAgent"?',
    ],
    [
      { headers: {} },
      'headers',
      'There is no option "headers" of verify(). The options are timeout, httpAgent',
    ],
    [5_000, '', 'The options of verify() have to be an object. The options are timeout, httpAgent'],
    [null, '', 'The options of verify() have to be an object.'],
  ])('refuses %j', async (options, option, message) => {
    const api = await startAPI();
    const interceptor = verifiable({ token: 'right', baseURL: api.url });
    const verify = (given: never): Promise<Verification> => interceptor.verify(given);

    await expect(Reflect.apply(verify, undefined, [options])).rejects.toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      option,
      message: expect.stringContaining(message),
    });
    expect(api.requests).toHaveLength(0);
  });
});

describe('verify never rejects', () => {
  it.each(['ping', '/../ping', '/..%2fping', '@elsewhere.example/ping'])(
    'where the path %s leads out of the base URL, and sends nothing',
    async (path) => {
      const api = await startAPI();
      const astray = defineProvider({
        name: 'astray',
        environmentPrefix: 'ASTRAY',
        options: {},
        baseURLs: () => [],
        authorize: () => () => ({ headers: { Authorization: 'Bearer right' } }),
        verify: () => ({ method: 'GET', path }),
      });

      const verification = await astray({ baseURL: `${api.url}/v2` }).verify();

      expect(verification).toMatchObject({
        ok: false,
        hint: expect.stringContaining(`The path ${path} that astray verifies with is not below the base URL`),
      });
      expect(api.requests).toHaveLength(0);
    },
  );

  it('where the secret’s function throws', async () => {
    const api = await startAPI();
    const token = (): string => {
      throw new Error('a vault is sealed');
    };

    const verification = await verifiable({ token, baseURL: api.url }).verify();

    expect(verification).toMatchObject({ ok: false, routes: [{ status: undefined }] });
    expect(verification.hint).toContain('The function given as token threw');
    expect(api.requests).toHaveLength(0);
  });

  it('where the provider fails', async () => {
    const failing = defineProvider({
      name: 'failing',
      environmentPrefix: 'FAILING',
      options: {},
      baseURLs: () => ['https://api.example.com'],
      authorize: () => () => {
        throw new TypeError('a mistake in the provider');
      },
      verify: () => ({ method: 'POST', path: '/ping' }),
    });

    const verification = await failing().verify();

    expect(verification).toMatchObject({ ok: false, routes: [{ status: undefined }] });
    expect(verification.hint).toContain('a mistake in the provider');
  });

  it('where the provider has no request to verify with', async () => {
    const mute = defineProvider({
      name: 'mute',
      environmentPrefix: 'MUTE',
      options: {},
      baseURLs: () => ['https://api.example.com'],
      authorize: () => () => ({}),
    });

    await expect(mute().verify()).resolves.toMatchObject({
      ok: true,
      routes: [
        { ok: false, outcome: 'unverified', hint: expect.stringContaining('no request to verify with') },
      ],
    });
  });

  it('and is not misled by what is set on axios itself', async () => {
    const api = await startAPI();
    const interceptor = verifiable({ token: 'wrong', baseURL: api.url });
    const before = { ...axios.defaults };
    const misleading = {
      baseURL: 'https://elsewhere.example',
      allowAbsoluteUrls: false,
      maxRedirects: 5,
      validateStatus: () => true,
    };
    Object.assign(axios.defaults, misleading);
    try {
      await expect(interceptor.verify()).resolves.toMatchObject({ ok: false, routes: [{ status: 401 }] });
    } finally {
      for (const name of Object.keys(misleading)) Reflect.deleteProperty(axios.defaults, name);
      Object.assign(axios.defaults, before);
    }
    expect(api.requests).toHaveLength(1);
  });
});

describe('verify of a base URL that begins with *.', () => {
  const baseURL = 'https://*.api.example/v1';
  const asking = (host?: string): KeyringInterceptor =>
    defineProvider({
      ...{ name: 'asking', environmentPrefix: 'ASKING', options: {} },
      baseURLs: () => [baseURL],
      authorize: () => () => ({ headers: { Authorization: 'right' } }),
      verify: () => ({ method: 'GET', path: '/v1/ping', host }),
    })();

  it('says that there is no one host to ask, which is no failure', async () => {
    for (const host of [undefined, 'api.example', 'one.api.example:8443', 'one.elsewhere.example']) {
      const hint =
        `${baseURL} stands for many hosts, of which asking names none to verify with. Make an interceptor for one of ` +
        'them, and call its verify().';
      const route = {
        provider: 'asking',
        baseURL,
        ok: false,
        outcome: 'unverified',
        status: undefined,
        hint,
      };
      await expect(asking(host).verify()).resolves.toEqual({ ok: true, hint: undefined, routes: [route] });
    }
  });

  it('asks the host that the provider names', async () => {
    const world = await closedAfterTest(
      startWorld(({ url, headers }, response) => {
        response.statusCode = url.startsWith('https://one.') && headers.authorization === 'right' ? 200 : 401;
        response.end();
      }),
    );

    const [first, second] = [
      await asking('one.api.example').verify(world.transport),
      await asking('two.api.example').verify(world.transport),
    ];

    expect(world.requests.map(({ url }) => url)).toEqual([
      'https://one.api.example/v1/ping',
      'https://two.api.example/v1/ping',
    ]);
    expect(first).toMatchObject({
      ok: true,
      routes: [{ baseURL, ok: true, outcome: 'accepted', status: 200 }],
    });
    expect(second).toMatchObject({ ok: false, hint: 'https://two.api.example answered 401.' });
  });
});
