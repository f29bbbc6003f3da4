import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import { findText, startServer, type TestServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { startAvanan } from './fixtures/running.js';
import { avanan, type InfinityOptions } from './index.js';
import { portalHosts } from './portal.js';

const regions = ['us', 'eu', 'ca', 'au', 'uk', 'in', 'uae', 'sg'] as const;
const minute = 60_000;
const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const key = { clientId: 'the-client', accessKey: 'an-access-key-that-nobody-may-see' };

beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});

afterEach(() => {
  jest.restoreAllMocks();
});

function clientOf(
  { url }: { readonly url: string },
  options: Partial<InfinityOptions> = {},
  adapter: 'http' | 'fetch' = 'http',
): AxiosInstance {
  const client = axios.create({ baseURL: `${url}/app/hec-api/v1.0`, adapter, proxy: false });
  client.interceptors.request.use(avanan({ baseURL: url, ...key, ...options, platform: 'infinity' }));
  return client;
}

function failureOf(sending: Promise<unknown>): Promise<unknown> {
  return sending.then(
    () => {
      throw new Error('The request was answered.');
    },
    (error: unknown) => error,
  );
}

describe.each(['http', 'fetch'] as const)('the Infinity Portal over the %s adapter', (adapter) => {
  it('gets the key once for a token, and then the token with a request ID of its own', async () => {
    const emulator = await startAvanan(key);
    const client = clientOf(emulator, {}, adapter);

    await client.get('/scopes');
    await client.post('/event/query', { requestData: { scopes: ['a:b'] } });

    expect(emulator.requests).toMatchObject([
      { method: 'POST', target: '/auth/external', status: 200 },
      { method: 'GET', target: '/app/hec-api/v1.0/scopes', status: 200 },
      { method: 'POST', target: '/app/hec-api/v1.0/event/query', status: 200 },
    ]);
    const [exchange, first, second] = emulator.requests;
    expect(exchange?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(JSON.parse(exchange?.body.toString() ?? '')).toEqual(key);
    for (const call of [first, second]) {
      expect(call?.headers).toMatchObject({
        authorization: expect.stringMatching(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/),
        'x-av-req-id': expect.stringMatching(uuid),
      });
      const names = Object.keys(call?.headers ?? {}).filter((name) => name.startsWith('x-av-'));
      expect(names).toEqual(['x-av-req-id']);
    }
    expect(first?.headers['x-av-req-id']).not.toBe(second?.headers['x-av-req-id']);
  });

  it('leaves the query as axios wrote it, because nothing is signed', async () => {
    const emulator = await startAvanan(key);

    await clientOf(emulator, {}, adapter).get('/task/1', { params: { scope: 'mt-prod-3:acme', q: 'a!b' } });

    expect(emulator.requests[1]?.target).toBe('/app/hec-api/v1.0/task/1?scope=mt-prod-3:acme&q=a!b');
  });

  it('renews a token that is refused, once for all requests that carried it', async () => {
    const emulator = await startAvanan(key);
    const client = clientOf(emulator, {}, adapter);
    await client.get('/scopes');
    emulator.revokeTokens();

    const answers = await Promise.all([1, 2, 3].map((id) => client.get('/scopes', { params: { id } })));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(emulator.tokensIssued).toBe(2);
  });

  it('renews a token that expired before its time', async () => {
    const emulator = await startAvanan({ ...key, faults: [{ what: 'token-expires-early' }] });

    const { status } = await clientOf(emulator, {}, adapter).get('/scopes');

    expect(status).toBe(200);
    expect(emulator.requests.map((request) => request.status)).toEqual([200, 401, 200, 200]);
  });

  it('leaves neither key nor token on what comes back', async () => {
    const emulator = await startAvanan(key);
    const client = clientOf(emulator, {}, adapter);

    const response = await client.get('/scopes');
    emulator.inject({ what: 'server-error', status: 500 });
    const error = await failureOf(client.get('/scopes'));

    const token = emulator.requests[1]?.headers.authorization?.slice('Bearer '.length) ?? '';
    for (const secret of [key.accessKey, token]) {
      expect(secret).not.toBe('');
      expect(findText(error, secret)).toEqual([]);
      expect(JSON.stringify([response.config, response.data])).not.toContain(secret);
    }
  });

  it('does not send the key after a redirect', async () => {
    const other = await closedAfterTest(startServer((_, response) => void response.end('{}')));
    const emulator = await startAvanan({
      ...key,
      faults: [{ what: 'redirect', to: `${other.url}/auth/external`, path: '/auth/external' }],
    });

    const error = await failureOf(clientOf(emulator, {}, adapter).get('/scopes'));

    expect(error).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
    expect(other.requests).toEqual([]);
  });
});

describe('the life of a token', () => {
  let now: number;

  beforeEach(() => {
    now = Date.UTC(2026, 5, 1, 12);
    jest.spyOn(Date, 'now').mockImplementation(() => now);
  });

  /** A portal with a clock of its own, which says of its tokens what the test wants. */
  async function startPortal(data: (issued: number) => object, ahead = 0): Promise<TestServer> {
    let issued = 0;
    const server = startServer(({ target }, response) => {
      response.setHeader('Date', new Date(now + ahead).toUTCString());
      const isExchange = target === '/auth/external';
      if (isExchange) issued += 1;
      response.end(JSON.stringify(isExchange ? { success: true, data: data(issued) } : {}));
    });
    return closedAfterTest(server);
  }

  async function tokensAfter(server: TestServer, ...minutes: readonly number[]): Promise<unknown[]> {
    const client = clientOf(server);
    await client.get('/scopes');
    for (const passed of minutes) {
      now += passed * minute;
      await client.get('/scopes');
    }
    const calls = server.requests.filter(({ method }) => method === 'GET');
    return calls.map(({ headers }) => headers.authorization?.replace(/^Bearer (.).*$/, '$1'));
  }

  function webToken(issued: number, claims: object): string {
    return `${issued}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
  }

  it('is what the answer says', async () => {
    const server = await startPortal((issued) => ({ token: `${issued}.b.c`, expiresIn: 600 }));
    await expect(tokensAfter(server, 7, 3)).resolves.toEqual(['1', '1', '2']);
  });

  it('is what the answer says, also as a text', async () => {
    const server = await startPortal((issued) => ({ token: `${issued}.b.c`, expiresIn: '600' }));
    await expect(tokensAfter(server, 7, 3)).resolves.toEqual(['1', '1', '2']);
  });

  it.each([0, 120])(
    'else what the token says, in the time of a portal that is %d minutes ahead',
    async (ahead) => {
      const server = await startPortal((issued) => {
        return { token: webToken(issued, { exp: (now + (ahead + 10) * minute) / 1000 }) };
      }, ahead * minute);
      await expect(tokensAfter(server, 7, 3)).resolves.toEqual(['1', '1', '2']);
    },
  );

  it.each([[{}], [{ expiresIn: null }], [{ expiresIn: 'soon' }], [{ expiresIn: -1 }], [{ expiresIn: 0 }]])(
    'else half an hour: %p',
    async (data) => {
      const server = await startPortal((issued) => ({ token: `${issued}.b.c`, ...data }));
      await expect(tokensAfter(server, 23, 7)).resolves.toEqual(['1', '1', '2']);
    },
  );
});

describe('a key that gets no token', () => {
  it.each([
    ['another client', { clientId: 'another' }],
    ['another key', { accessKey: 'another-key-that-nobody-may-see' }],
  ])('because it is of %s fails before the request is sent', async (_, wrong) => {
    const emulator = await startAvanan(key);

    const error = await failureOf(clientOf(emulator, wrong).get('/scopes'));

    expect(error).toMatchObject({
      code: 'ERR_KEYRING_TOKEN_EXCHANGE',
      provider: 'avanan',
      isAxiosError: true,
    });
    expect(String(error)).toContain(
      `POST ${emulator.url}/auth/external answered 401 without a token. Check clientId`,
    );
    expect(emulator.requests).toHaveLength(1);
    expect(findText(error, 'nobody-may-see')).toEqual([]);
  });

  it.each([
    [
      200,
      '{"success":false,"message":"Invalid key"}',
      'It said success: false. Check clientId and accessKey',
    ],
    [200, '{"success":false,"data":{"token":"a.b.c"}}', 'It said success: false.'],
    [200, '<title>Sign in</title>', 'The answer is not a token: check that baseURL is the Infinity Portal.'],
    [200, '{"success":true,"data":{}}', 'The answer is not a token'],
    [200, '{"data":{"token":"a b\\r\\n"}}', 'The answer is not a token'],
    [400, '{"success":false}', 'Check clientId and accessKey'],
    [404, '', 'Check the base URL.'],
    [503, '', 'See whether the Infinity Portal of this region is up.'],
  ])('is told from the answer %d %s', async (status, body, advice) => {
    const server = await closedAfterTest(
      startServer((_, response) => void response.writeHead(status).end(body)),
    );

    const error = await failureOf(clientOf(server).get('/scopes'));

    expect(error).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
    expect(String(error)).toContain(`answered ${status} without a token. ${advice}`);
    expect(String(error)).not.toContain('Invalid key');
  });

  it('because tokens were fetched too often waits as long as it was asked to', async () => {
    const faults = [{ what: 'rate-limit', retryAfter: 30 }] as const;
    const emulator = await startAvanan({ ...key, faults });
    const client = clientOf(emulator);
    let now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    const retryAt = now + 30_000;

    const error = await failureOf(client.get('/scopes'));

    expect(error).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', retryAt });
    expect(String(error)).toContain(
      'answered 429 without a token. Tokens were fetched too often. The request was not sent. ' +
        `The next try is at ${new Date(retryAt).toISOString()}.`,
    );
    await expect(client.get('/scopes')).rejects.toMatchObject({ retryAt });
    expect(emulator.requests).toHaveLength(1);
    now = retryAt;
    await expect(client.get('/scopes')).resolves.toMatchObject({ status: 200 });
  });

  it('because the endpoint is down is tried again by the next request', async () => {
    const emulator = await startAvanan({ ...key, faults: [{ what: 'token-endpoint-down' }] });
    const client = clientOf(emulator);

    expect(String(await failureOf(client.get('/scopes')))).toContain('answered 503');
    await expect(client.get('/scopes')).resolves.toMatchObject({ status: 200 });
  });
});

describe('the regions of the portal', () => {
  it('are at the vendor’s hosts', () => {
    expect(portalHosts).toEqual({
      us: 'https://cloudinfra-gw-us.portal.checkpoint.com',
      eu: 'https://cloudinfra-gw.portal.checkpoint.com',
      ca: 'https://cloudinfra-gw.ca.portal.checkpoint.com',
      au: 'https://cloudinfra-gw.ap.portal.checkpoint.com',
      uk: 'https://cloudinfra-gw.uk.portal.checkpoint.com',
      in: 'https://cloudinfra-gw.in.portal.checkpoint.com',
      uae: 'https://cloudinfra-gw.me.portal.checkpoint.com',
      sg: 'https://cloudinfra-gw.sg.portal.checkpoint.com',
    });
  });

  it.each(regions)('send the key of %s to its own host and nowhere else', async (region) => {
    const sent: string[] = [];
    const client = axios.create({
      adapter: (config) => {
        sent.push(`${config.method ?? ''} ${axios.getUri(config)}`);
        const data = '{"success":true,"data":{"token":"a.b.c","expiresIn":1800}}';
        return Promise.resolve({ data, status: 200, statusText: '', headers: {}, config });
      },
    });
    const interceptor = avanan({ platform: 'infinity', region, ...key });
    client.interceptors.request.use(interceptor);

    await client.get(`${interceptor.baseURLs[0] ?? ''}/v1.0/scopes`);

    const host = portalHosts[region];
    expect(sent).toEqual([`post ${host}/auth/external`, `get ${host}/app/hec-api/v1.0/scopes`]);
  });
});
