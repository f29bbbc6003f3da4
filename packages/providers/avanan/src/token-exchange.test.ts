import { type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import { type AvananEmulator, startEmulator } from '@axios-keyring/avanan/emulator';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { avanan, type SmartApiOptions } from './index.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';

const applicationId = 'US:myapp29';
const secretKey = 'my_avanan_secret';
const minute = 60_000;
let now: number;

beforeEach(() => {
  now = Date.UTC(2026, 5, 1, 12);
  jest.spyOn(Date, 'now').mockImplementation(() => now);
});

afterEach(() => {
  jest.restoreAllMocks();
});

function startAvanan(tokenLifetime?: number): Promise<AvananEmulator> {
  return closedAfterTest(startEmulator({ now: () => now, tokenLifetime }));
}

function startOther(answer: (response: ServerResponse) => void): Promise<TestServer> {
  return closedAfterTest(
    startServer((_, response) => {
      // The clock of the tests: a Date of today would be taken for a clock that is wrong.
      response.setHeader('Date', new Date(now).toUTCString());
      answer(response);
    }),
  );
}

function clientOf({ url }: { readonly url: string }, options: SmartApiOptions = {}): AxiosInstance {
  const client = axios.create({ baseURL: `${url}/v1.0` });
  client.interceptors.request.use(avanan({ baseURL: url, applicationId, secretKey, ...options }));
  return client;
}

function targets({ requests }: TestServer): string[] {
  return requests.map(({ target }) => target);
}

function tokens({ requests }: TestServer): unknown[] {
  return requests.flatMap(({ target, headers }) => (target === '/v1.0/auth' ? [] : headers['x-av-token']));
}

async function failureOf(sending: Promise<unknown>): Promise<unknown> {
  try {
    await sending;
  } catch (error) {
    return error;
  }
  throw new Error('The request was answered.');
}

describe('a token', () => {
  it('serves while it is fresh', async () => {
    const emulator = await startAvanan();
    const client = clientOf(emulator);

    await client.get('/scopes');
    now += 54 * minute;
    await client.get('/scopes');

    expect(targets(emulator)).toEqual(['/v1.0/auth', '/v1.0/scopes', '/v1.0/scopes']);
  });

  it('is renewed before it expires, while requests go on with it', async () => {
    const emulator = await startAvanan();
    let tell: () => void = () => undefined;
    const renewed = new Promise<void>((resolve) => (tell = resolve));
    const onEvent: SmartApiOptions['onEvent'] = ({ type }) => {
      if (type === 'token-renewed') tell();
    };
    const client = clientOf(emulator, { onEvent });

    await client.get('/scopes');
    // Later than chance may put it off: by then every token is renewed in the background.
    now += 58 * minute;
    await client.get('/scopes');
    await renewed;
    now += 10 * minute;
    await client.get('/scopes');

    const [first, second, third] = tokens(emulator);
    expect(emulator.tokensIssued).toBe(2);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('is not used any more in its last minute', async () => {
    const emulator = await startAvanan();
    const client = clientOf(emulator);

    await client.get('/scopes');
    now += 59 * minute + 1000;
    await client.get('/scopes');

    const [first, second] = tokens(emulator);
    expect(second).not.toBe(first);
    expect(emulator.requests.every(({ status }) => status === 200)).toBe(true);
  });

  it('lives as long as it says itself', async () => {
    const emulator = await startAvanan(10 * minute);
    const client = clientOf(emulator);

    await client.get('/scopes');
    now += 7 * minute;
    await client.get('/scopes');
    now += 3 * minute;
    await client.get('/scopes');

    expect(emulator.tokensIssued).toBe(2);
    expect(emulator.requests.every(({ status }) => status === 200)).toBe(true);
  });

  it('lives for the documented hour if it does not say', async () => {
    let issued = 0;
    const server = await closedAfterTest(
      startServer(({ target }, response) => {
        if (target === '/v1.0/auth') issued += 1;
        response.end(target === '/v1.0/auth' ? `opaque.token.${issued}` : '{}');
      }),
    );
    const client = clientOf(server);

    await client.get('/scopes');
    now += 54 * minute;
    await client.get('/scopes');
    now += 6 * minute;
    await client.get('/scopes');

    expect(tokens(server)).toEqual(['opaque.token.1', 'opaque.token.1', 'opaque.token.2']);
  });

  it('that the API refuses is replaced once, with a request of a new ID', async () => {
    const emulator = await startAvanan();
    const client = clientOf(emulator);

    await client.get('/scopes');
    emulator.revokeTokens();
    const { status } = await client.get('/scopes');

    expect(status).toBe(200);
    expect(emulator.requests.map((request) => request.status)).toEqual([200, 200, 401, 200, 200]);
    const [, , refused, , repeated] = emulator.requests;
    expect(repeated?.headers['x-av-req-id']).not.toBe(refused?.headers['x-av-req-id']);
  });

  it('that is answered as JSON is understood too', async () => {
    const server = await closedAfterTest(
      startServer(({ target }, response) => {
        response.end(target === '/v1.0/auth' ? '{"data":{"token":"a.b.c"}}' : '{}');
      }),
    );

    await clientOf(server).get('/scopes');

    expect(tokens(server)).toEqual(['a.b.c']);
  });
});

it('a clock that is hours ahead does not make a token old', async () => {
  const server = await closedAfterTest(
    startServer(({ target }, response) => {
      const served = now - 7_200_000;
      const claims = Buffer.from(JSON.stringify({ exp: served / 1000 + 3600 })).toString('base64url');
      response.setHeader('Date', new Date(served).toUTCString());
      response.end(target === '/v1.0/auth' ? `e30.${claims}.c` : '{}');
    }),
  );
  const client = clientOf(server);

  for (const path of ['/a', '/b']) await client.get(path);

  expect(targets(server).filter((target) => target === '/v1.0/auth')).toHaveLength(1);
});

describe('an exchange that fails', () => {
  it.each([
    [500, 'See whether the Smart API of this region is up.'],
    [429, 'Tokens were fetched too often.'],
  ])('with %s says what that usually is', async (status, advice) => {
    const server = await startOther((response) => {
      response.writeHead(status).end();
    });

    const error = await failureOf(clientOf(server).get('/scopes'));

    expect(String(error)).toContain(`answered ${status} without a token. ${advice}`);
  });

  it.each([
    ['the secret key is wrong', { secretKey: 'another_secret' }, 403, 'Check applicationId and secretKey'],
    ['the application is another', { applicationId: 'app2' }, 403, 'Check applicationId and secretKey'],
    ['the date ends in Z', { dateFormat: 'utc-z' }, 500, 'Leave dateFormat at "utc"'],
  ] as const)('says what to do when %s', async (_, wrong, status, advice) => {
    const emulator = await startAvanan();

    const error = await failureOf(clientOf(emulator, wrong).get('/scopes'));

    expect(error).toMatchObject({
      name: 'KeyringError',
      isAxiosError: true,
      code: 'ERR_KEYRING_TOKEN_EXCHANGE',
      provider: 'avanan',
      config: { url: '/scopes' },
    });
    expect(String(error)).toContain(`GET ${emulator.url}/v1.0/auth answered ${status} without a token.`);
    expect(String(error)).toContain(advice);
    expect(String(error)).toContain('The request was not sent.');
    expect(targets(emulator)).toEqual(['/v1.0/auth']);
    expect(emulator.requests[0]?.refusal).toBeDefined();
    const sent = emulator.requests[0]?.headers['x-av-sig'];
    for (const secret of [secretKey, 'another_secret', sent]) {
      expect(inspect(error, { depth: Infinity })).not.toContain(secret);
      expect(JSON.stringify(error)).not.toContain(secret);
    }
  });

  it('because the clock of this machine is wrong succeeds with the time of the API', async () => {
    const emulator = await startAvanan();
    jest.spyOn(Date, 'now').mockImplementation(() => now - 6 * minute);

    const { status } = await clientOf(emulator).get('/scopes');

    expect(status).toBe(200);
    expect(emulator.requests.map((request) => [request.target, request.status])).toEqual([
      ['/v1.0/auth', 403],
      ['/v1.0/auth', 200],
      ['/v1.0/scopes', 200],
    ]);
  });

  it('names the clock where the API does not tell its time', async () => {
    const server = await startOther((response) => {
      response.sendDate = false;
      response.removeHeader('Date');
      response.writeHead(403).end('{"message":"Forbidden"}');
    });

    const error = await failureOf(clientOf(server).get('/scopes'));

    expect(error).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
    expect(String(error)).toContain('clock is right');
    expect(targets(server)).toEqual(['/v1.0/auth']);
  });

  it.each([
    [200, '<title>Sign in</title>', 'The answer is not a token: check that baseURL is the Smart API.'],
    [200, '', 'The answer is not a token'],
    [204, '', 'See whether the Smart API of this region is up.'],
    [302, '', 'See whether the Smart API of this region is up.'],
    [401, '{"message":"Unauthorized"}', 'Check applicationId and secretKey, that they belong'],
    [404, '{"message":"Not Found"}', 'Check the base URL.'],
    [503, 'Service Unavailable', 'See whether the Smart API of this region is up.'],
  ])('is told from its status %d and not from its body %s', async (status, body, advice) => {
    const server = await startOther((response) => {
      response.writeHead(status, { location: '/elsewhere' }).end(body);
    });

    const error = await failureOf(clientOf(server).get('/scopes'));

    expect(error).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider: 'avanan' });
    expect(String(error)).toContain(`answered ${status} without a token. ${advice}`);
    expect(targets(server)).toEqual(['/v1.0/auth']);
  });

  it('never repeats the answer, which may echo what was sent', async () => {
    const server = await startOther((response) => {
      response.writeHead(403).end('You sent x-av-sig: echoed-by-the-server');
    });

    const error = await failureOf(clientOf(server).get('/scopes'));

    expect(inspect(error, { depth: Infinity })).not.toContain('echoed-by-the-server');
  });

  it('says that no answer came, and keeps its headers to itself', async () => {
    const server = await startOther((response) => {
      response.destroy();
    });

    const error = await failureOf(clientOf(server).get('/scopes'));

    expect(error).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider: 'avanan' });
    expect(String(error)).toContain('got no answer');
    expect(inspect(error, { depth: Infinity })).not.toContain('x-av-sig');
  });

  it('is tried again at once with another secret, if there is one', async () => {
    const emulator = await startAvanan();
    const keys = ['another_secret'];
    const client = clientOf(emulator, { secretKey: () => keys.shift() ?? secretKey });

    const { status } = await client.get('/scopes');

    expect(status).toBe(200);
    expect(targets(emulator)).toEqual(['/v1.0/auth', '/v1.0/auth', '/v1.0/scopes']);
  });

  it('because the secret was refused is not tried again for half a minute', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const emulator = await startAvanan();
    const client = clientOf(emulator, { secretKey: 'another_secret' });
    const retryAt = now + 30_000;
    const says = `The next try is at ${new Date(retryAt).toISOString()}; another secret is tried at once.`;

    const failures = await Promise.all([1, 2, 3].map(() => failureOf(client.get('/scopes'))));
    failures.push(await failureOf(client.get('/scopes')));

    for (const failure of failures) {
      expect(failure).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', retryAt });
      expect(String(failure)).toContain(says);
    }
    expect(targets(emulator)).toEqual(['/v1.0/auth']);
    now = retryAt;
    await failureOf(client.get('/scopes'));
    expect(targets(emulator)).toEqual(['/v1.0/auth', '/v1.0/auth']);
  });

  it('leaves each request its own config', async () => {
    const emulator = await startAvanan();
    const client = clientOf(emulator, { secretKey: 'another_secret' });

    const [first, second] = [await failureOf(client.get('/one')), await failureOf(client.get('/two'))];

    expect([first, second]).toMatchObject([{ config: { url: '/one' } }, { config: { url: '/two' } }]);
    expect(first).not.toBe(second);
  });

  it('of a function without a secret key sends nothing at all', async () => {
    const emulator = await startAvanan();

    const error = await failureOf(clientOf(emulator, { secretKey: () => undefined }).get('/scopes'));

    expect(error).toMatchObject({ code: 'ERR_KEYRING_CREDENTIAL', option: 'secretKey' });
    expect(emulator.requests).toHaveLength(0);
  });
});
