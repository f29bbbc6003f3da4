import { Readable } from 'node:stream';
import axios, { type AxiosInstance } from 'axios';
import { describe, expect, it } from '@jest/globals';
import { type DigestEmulatorOptions, startEmulator } from '@axios-keyring/digest/emulator';
import { refusalHint } from '@axios-keyring/core';
import { type ReceivedRequest, sendRaw, startServer, type TestServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { digest, type DigestOptions } from './index.js';

const login = { username: 'Mufasa', password: 'Circle of Life' };

function clientOf(
  api: { readonly url: string },
  options: DigestOptions = {},
  config: object = {},
): AxiosInstance {
  const client = axios.create({ baseURL: api.url, proxy: false, ...config });
  client.interceptors.request.use(digest({ ...login, baseURL: api.url, ...options }));
  return client;
}

const emulator = (options?: DigestEmulatorOptions): ReturnType<typeof startEmulator> =>
  closedAfterTest(startEmulator(options));

/** What was sent in each request: the count of its nonce, or a dash where it asked for a challenge. */
const counts = ({ requests }: TestServer): string[] =>
  requests.map(({ headers }) => /nc=([0-9a-f]+)/.exec(headers.authorization ?? '')?.[1] ?? '-');

const hintOf = (failing: Promise<unknown>): Promise<string | undefined> =>
  failing.then(
    () => undefined,
    (error: unknown) => refusalHint(error),
  );

describe.each(['http', 'fetch'])('over the %s adapter', (adapter) => {
  it.each([
    {},
    { algorithms: ['MD5'], countsUses: true },
    { algorithms: ['MD5-sess', 'SHA-256-sess'] },
    { algorithms: ['MD5', 'SHA-512-256', 'SHA-256'], userhash: true },
    { algorithms: ['SHA-256'], qop: 'auth-int' },
    { algorithms: ['MD5-sess'], qop: 'auth-int', userhash: true },
    { algorithms: ['MD5'], qop: '' },
    { realm: 'a "realm", \\ of Zoë', username: 'Jäsøn "Doe" 名', password: 'Sécret: 密码' },
  ] satisfies DigestEmulatorOptions[])('answers what %j asks for, with one more request', async (options) => {
    const api = await emulator(options);
    const client = clientOf(api, { ...login, ...api.credentials }, { adapter });

    await client.post('/a b;c/%41%2f?q=1&r[]=ü+%20:$,|', 'gr\u00fc\u00dfe', {
      params: { 'x y': "it's ~ 100%" },
    });
    await client.get('/a?');
    await client.put('/a', Buffer.from([0, 255, 10]));

    expect(api.requests.map(({ refusal }) => refusal === undefined)).toEqual([false, true, true, true]);
  });

  it('sends a body that can be sent once with the answer to a challenge', async () => {
    const api = await emulator();
    const client = clientOf(api, {}, { adapter, maxRedirects: 0 });
    const stream = (): Readable => Readable.from([Buffer.from('only once')]);

    for (const data of [stream(), stream()]) await client.post('/a', data);

    expect(api.requests.map(({ body }) => body.toString())).toEqual(['', 'only once', '', 'only once']);
  });
});

describe('requests at the same time', () => {
  const together = (client: AxiosInstance, many = 32): Promise<unknown> =>
    Promise.all(Array.from({ length: many }, (_, index) => client.get(`/${index}`)));

  it('wait for the challenge that the first asks for, and count in order', async () => {
    const api = await emulator();

    await together(clientOf(api));

    const numbers = Array.from({ length: 32 }, (_, index) => (index + 1).toString(16).padStart(8, '0'));
    expect(counts(api).sort()).toEqual(['-', ...numbers]);
  });

  it('try a wrong password once, and all end with the refusal', async () => {
    const api = await emulator();
    const client = clientOf(api, { password: 'wrong' });

    await expect(Promise.allSettled(Array.from({ length: 32 }, () => client.get('/')))).resolves.toEqual(
      Array.from({ length: 32 }, () => expect.objectContaining({ status: 'rejected' })),
    );

    expect(counts(api).filter((count) => count !== '-')).toEqual(['00000001']);
    expect(counts(api)).toHaveLength(33);
  });

  it('do not share a wrong password with those that have another one', async () => {
    const api = await emulator();
    const asked: string[] = [];
    const client = clientOf(api, {
      password: ({ url }) => {
        asked.push(url.pathname);
        return url.pathname === '/wrong' ? 'wrong' : login.password;
      },
    });

    const [wrong, right] = await Promise.allSettled([client.get('/wrong'), client.get('/right')]);

    expect([wrong.status, right.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('go on where the request that asked is lost', async () => {
    let arrived = (): void => undefined;
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    const api = await emulator();
    const gate = await closedAfterTest(
      startServer(async (request, response) => {
        if (request.target === '/lost') {
          arrived();
          return;
        }
        const { status, rawHeaders, body } = await sendRaw(api.url, { ...request, headers: pairs(request) });
        response.writeHead(status, [...rawHeaders]).end(body);
      }),
    );
    const client = clientOf(gate);
    const controller = new AbortController();
    const lost = client.get('/lost', { signal: controller.signal });
    await asked;
    const others = together(client, 8);
    controller.abort();

    await expect(lost).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    await others;

    expect(counts(api).filter((count) => count === '-')).toHaveLength(1);
  });

  it('each answer a challenge of their own where the nonce was refused', async () => {
    let time = 0;
    const api = await emulator({ nonceLife: 1_000, countsUses: true, now: () => time });
    const client = clientOf(api);
    await client.get('/');
    time = 2_000;

    await together(client, 8);
    await together(client, 8);

    expect(api.requests.filter(({ refusal }) => refusal === 'The nonce is too old.')).toHaveLength(8);
    const sent = counts(api).slice(2);
    expect(sent.filter((count) => count === '00000001')).toHaveLength(8);
  });
});

function pairs({ rawHeaders }: ReceivedRequest): [string, string][] {
  return rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
}

it('a stale nonce is replaced without a word', async () => {
  let time = 0;
  const api = await emulator({ nonceLife: 1_000, now: () => time });
  const client = clientOf(api);

  for (time of [0, 500, 2_000, 2_500]) await client.get('/');

  expect(counts(api)).toEqual(['-', '00000001', '00000002', '00000003', '00000001', '00000002']);
});

it('the nonce that an answer names is the next, and is counted anew', async () => {
  const answers: [number, Record<string, string>][] = [
    [401, { 'WWW-Authenticate': 'Digest realm="a", nonce="first", algorithm=MD5, qop="auth"' }],
    [200, { 'Authentication-Info': 'rspauth="00", nextnonce="nonce=", nc=00000001, qop=auth' }],
    [200, {}],
    [200, {}],
  ];
  const api = await closedAfterTest(
    startServer((_, response) => {
      const [status, headers] = answers.shift() ?? [500, {}];
      response.writeHead(status, headers).end();
    }),
  );
  const client = clientOf(api);

  for (const path of ['/a', '/b', '/c']) await client.get(path);

  expect(counts(api)).toEqual(['-', '00000001', '00000001', '00000002']);
  expect(api.requests[3]?.headers.authorization).toContain('nonce="nonce="');
});

it('a redirect is followed with the next count', async () => {
  const api = await emulator({
    respond: ({ target }) => (target === '/old' ? { status: 302, headers: { Location: '/new' } } : undefined),
  });

  await clientOf(api).get('/old');

  expect(counts(api)).toEqual(['-', '00000001', '00000002']);
});

it('Basic credentials beside it go out with neither of the two requests', async () => {
  const api = await emulator();
  const url = api.url.replace('//', '//somebody:else@');

  await clientOf(api).get('/', { auth: { username: 'somebody', password: 'else' } });
  await clientOf(api).get(url, { headers: { Authorization: 'Basic else' } });

  expect(counts(api)).toEqual(['-', '00000001', '-', '00000001']);
  expect(api.requests.map(({ headers }) => headers.authorization?.split(' ')[0])).toEqual(
    Array.from({ length: 2 }, () => [undefined, 'Digest']).flat(),
  );
});

it('an API that also offers Basic never gets the password', async () => {
  const header = 'Basic realm="b", Digest realm="a, b=c", nonce="n=", qop=auth, algorithm="MD5"';
  const api = await closedAfterTest(
    startServer((_, response) => void response.writeHead(401, { 'WWW-Authenticate': header }).end()),
  );

  await clientOf(api)
    .get('/')
    .catch(() => undefined);

  const sent = api.requests.map(({ headers }) => headers.authorization?.split(' ')[0]);
  expect(sent).toEqual([undefined, 'Digest']);
});

describe('a refusal', () => {
  const nonce = 'Digest realm="a", nonce="n"';

  it.each([
    [401, nonce, '', 'The API does not accept the user name Mufasa with this password,'],
    [401, nonce, '', 'Mufasa:a:(password) and GET:/x?y=z'],
    [
      401,
      nonce,
      '<userCheck><lockStatus>lock</lockStatus></userCheck>',
      'The device has locked the user Mufasa',
    ],
    [401, 'Bearer', '', 'The API asks for bearer, and not for Digest.'],
    [401, undefined, '', 'The API refuses without a challenge'],
    [401, `${nonce}, algorithm=SHA-3`, '', 'The API has no challenge that can be answered'],
    [401, `${nonce}, qop="other"`, '', 'The API has no challenge that can be answered'],
    [400, undefined, '', 'If the API says that the uri differs'],
    [403, undefined, '', 'The API knows the user Mufasa'],
  ])('with %d, %s and %j is explained', async (status, challenge, body, hint) => {
    const headers = challenge === undefined ? {} : { 'WWW-Authenticate': challenge };
    const api = await closedAfterTest(
      startServer((_, response) => void response.writeHead(status, headers).end(body)),
    );

    await expect(hintOf(clientOf(api).get('/x?y=z'))).resolves.toContain(hint);
  });
});

it('explain shows what is hashed, before and after a challenge', async () => {
  const api = await emulator({ algorithms: ['MD5'], qop: 'auth-int' });
  const interceptor = digest({ ...login, baseURL: api.url });
  const client = axios.create({ baseURL: api.url, proxy: false });
  client.interceptors.request.use(interceptor);
  const explained = async (): Promise<string> =>
    JSON.stringify(await interceptor.explain({ method: 'PUT', url: `${api.url}/x?y=z` }));

  const before = await explained();
  await client.get('/');
  const after = await explained();

  expect(before).toContain('none yet');
  expect(before).toContain('PUT:/x?y=z');
  expect(after).toContain('realm emulator, MD5, auth-int');
  expect(after).toContain('Mufasa:emulator:(password)');
  expect(after).not.toContain(login.password);
});
