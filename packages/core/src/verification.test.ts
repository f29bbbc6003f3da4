import { describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { closedAfterTest } from './fixtures/closed-after-test.js';
import { createInterceptor, type KeyringInterceptor, routesOf } from './keyring-interceptor.js';
import { secret } from './options/secret.js';
import { defineProvider } from './provider.js';
import { TokenSource } from './tokens/token-source.js';
import { RouteTable } from './routing/route-table.js';
import { type Verification } from './verification.js';

const verifiable = defineProvider({
  name: 'verifiable',
  environmentPrefix: 'VERIFIABLE',
  options: { token: secret({ description: 'The token.' }) },
  baseURLs: () => [],
  authorize:
    ({ token }) =>
    async (request) => ({ Authorization: `Bearer ${await token(request)}` }),
  explainRefusal:
    () =>
    ({ status }) =>
      status === 401 ? 'The token is wrong.' : undefined,
  verify: () => ({ method: 'GET', path: '/v2/ping?quick=1' }),
});

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

const good: Verification = { ok: true, status: 200, hint: undefined };

describe('verify', () => {
  it('says that good credentials are good, after one request as the provider declares it', async () => {
    const api = await startAPI();

    await expect(verifiable({ token: 'right', baseURL: api.url }).verify()).resolves.toEqual(good);

    expect(api.requests.map(({ method, target }) => `${method} ${target}`)).toEqual(['GET /v2/ping?quick=1']);
  });

  it('says what the provider makes of a refusal, without the secret', async () => {
    const api = await startAPI();

    const verification = await verifiable({ token: 'wrong-secret', baseURL: api.url }).verify();

    expect(verification).toEqual({ ok: false, status: 401, hint: 'The token is wrong.' });
  });

  it.each([500, 403, 204])(
    'says what was answered where the provider has no explanation: %d',
    async (status) => {
      const api = await answering(status);

      const verification = await verifiable({ token: 'right', baseURL: api.url }).verify();

      expect(verification).toEqual(
        status === 204
          ? { ok: true, status, hint: undefined }
          : { ok: false, status, hint: `${api.url} answered ${status}.` },
      );
    },
  );

  it('says that a server is down', async () => {
    const api = await startAPI();
    await api.close();

    const verification = await verifiable({ token: 'a-secret', baseURL: api.url }).verify();

    expect(verification).toMatchObject({ ok: false, status: undefined });
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

    expect(verification).toMatchObject({ ok: false, status: undefined });
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
          Authorization: `Bearer ${await tokens.get(request, { endpoint: request.baseURL })}`,
        });
      },
      verify: () => ({ method: 'GET', path: '/ping' }),
    });

    const verification = await exchanging({ baseURL: api.url }).verify();

    expect(verification).toMatchObject({ ok: false, status: undefined });
    expect(verification.hint).toContain('The token exchange with https://elsewhere.example/token leads away');
    expect(api.requests).toHaveLength(0);
  });

  it('does not follow a redirect, and says so', async () => {
    const target = await startAPI();
    const api = await answering(302, { location: `${target.url}/v2/ping` });

    const verification = await verifiable({ token: 'right', baseURL: api.url }).verify();

    expect(verification).toEqual({ ok: false, status: 302, hint: `${api.url} answered 302.` });
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

    await expect(verifiable({ token: 'right', baseURL: api.url + path }).verify()).resolves.toEqual(good);

    expect(api.requests.map((request) => request.target)).toEqual([target]);
  });
});

describe('verify of several routes', () => {
  it('asks each once, with its own credentials', async () => {
    const [first, second] = await Promise.all([startAPI('one'), startAPI('two')]);
    const keyring = together(
      verifiable({ token: 'one', baseURL: first.url }),
      verifiable({ token: 'two', baseURL: second.url }),
    );

    await expect(keyring.verify()).resolves.toEqual(good);

    expect([first.requests, second.requests].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('asks each with its own credentials also where one lies below the other', async () => {
    const api = await answering(200);
    const keyring = together(
      verifiable({ token: 'outer', baseURL: api.url }),
      verifiable({ token: 'inner', baseURL: `${api.url}/v2` }),
    );

    await expect(keyring.verify()).resolves.toEqual(good);

    const arrived = api.requests.map(({ target, headers }) => `${target} ${String(headers.authorization)}`);
    expect(arrived.sort()).toEqual(['/v2/ping?quick=1 Bearer inner', '/v2/ping?quick=1 Bearer outer']);
  });

  it('says of every failure what is wrong, and the status of the first', async () => {
    const [first, second, third] = await Promise.all([startAPI(), answering(503), startAPI()]);
    const keyring = together(
      verifiable({ token: 'right', baseURL: first.url }),
      verifiable({ token: 'right', baseURL: second.url }),
      verifiable({ token: 'wrong', baseURL: third.url }),
    );

    const verification = await keyring.verify();

    const hint = `${second.url} answered 503. The token is wrong.`;
    expect(verification).toEqual({ ok: false, status: 503, hint });
  });
});

describe('verify never rejects', () => {
  it('where the secret’s function throws', async () => {
    const api = await startAPI();
    const token = (): string => {
      throw new Error('a vault is sealed');
    };

    const verification = await verifiable({ token, baseURL: api.url }).verify();

    expect(verification).toMatchObject({ ok: false, status: undefined });
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

    expect(verification).toMatchObject({ ok: false, status: undefined });
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

    await expect(mute().verify()).resolves.toEqual({
      ok: false,
      status: undefined,
      hint: 'mute has no request to verify with.',
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
      await expect(interceptor.verify()).resolves.toMatchObject({ ok: false, status: 401 });
    } finally {
      for (const name of Object.keys(misleading)) Reflect.deleteProperty(axios.defaults, name);
      Object.assign(axios.defaults, before);
    }
    expect(api.requests).toHaveLength(1);
  });
});
