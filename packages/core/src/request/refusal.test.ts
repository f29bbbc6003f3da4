import { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type ReceivedRequest, startServer, type TestServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { type KeyringEvent } from '../contract/event.js';
import { rotatingSecret } from '../options/secrets.js';
import { adapters } from '../fixtures/adapters.js';
import { defineProvider } from '../provider.js';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

let answer: (request: ReceivedRequest) => Answer;
let api: TestServer;

beforeEach(async () => {
  api = await closedAfterTest(
    startServer((request, response) => {
      const { status, headers = {}, body } = answer(request);
      response.writeHead(status, headers).end(body);
    }),
  );
});

/** What was sent: its credential, or none, and its body. */
const sent = (): string[] =>
  api.requests.map(({ headers, body }) => `${headers.authorization ?? 'none'}: ${body.toString()}`);

/** Answers a nonce of the server's. */
const challenged = defineProvider({
  name: 'challenged',
  environmentPrefix: 'CHALLENGED',
  options: {},
  baseURLs: () => [],
  // One state for all requests, as a scheme with a nonce has it.
  ...(() => {
    let nonce: string | undefined;
    return {
      authorize: () => () => (nonce === undefined ? undefined : { headers: { Authorization: nonce } }),
      onRefusal: () => (refusal: { status: number; header(name: string): string | undefined }) => {
        if (refusal.status !== 401) return undefined;
        nonce = refusal.header('www-authenticate');
        return nonce === undefined ? undefined : ('again' as const);
      },
    };
  })(),
});

describe.each(adapters)('a challenge over the $name adapter', ({ adapter }) => {
  let nonce: string;

  beforeEach(() => {
    nonce = `nonce-${Math.random()}`;
    answer = ({ headers }) =>
      headers.authorization === nonce
        ? { status: 200 }
        : { status: 401, headers: { 'WWW-Authenticate': nonce } };
  });

  function clientOf(config: AxiosRequestConfig = {}): AxiosInstance {
    const client = axios.create({ adapter, proxy: false, baseURL: api.url, ...config });
    client.interceptors.request.use(challenged({ baseURL: api.url }));
    return client;
  }

  it('is asked for and answered, once for all requests until it is stale', async () => {
    const client = clientOf();
    await client.get('/prepare').catch(() => undefined);
    const first = nonce;
    nonce = `nonce-${Math.random()}`;

    await client.post('/a', 'one');
    await client.post('/a', 'two');

    expect(sent().slice(-3)).toEqual([`${first}: one`, `${nonce}: one`, `${nonce}: two`]);
  });

  it('that is answered in vain ends with the refusal', async () => {
    answer = ({ headers }) => ({
      status: 401,
      headers: { 'WWW-Authenticate': `not ${headers.authorization}` },
    });

    await expect(clientOf().get('/a')).rejects.toMatchObject({ response: { status: 401 } });

    expect(api.requests).toHaveLength(2);
  });
});

/** Always asks first. */
const asking = defineProvider({
  name: 'asking',
  environmentPrefix: 'ASKING',
  options: {},
  baseURLs: () => [],
  authorize: () => {
    let isAsked = false;
    return () => {
      if (!isAsked) {
        isAsked = true;
        return undefined;
      }
      return { headers: { Authorization: 'answered' } };
    };
  },
  onRefusal: () => (refusal) => (refusal.status === 401 ? 'again' : undefined),
});

describe.each(adapters)('a body that can be sent once, over the $name adapter', ({ adapter }) => {
  function post(config: AxiosRequestConfig = { maxRedirects: 0 }): Promise<unknown> {
    const client = axios.create({ adapter, proxy: false, baseURL: api.url, ...config });
    client.interceptors.request.use(asking({ baseURL: api.url }));
    const data = Readable.from([Buffer.from('only once')]);
    return client.post('/a', data, { headers: { 'Content-Type': 'text/plain' } });
  }

  it('waits for the challenge, and is sent with the answer', async () => {
    answer = ({ headers }) => ({ status: headers.authorization === undefined ? 401 : 200 });

    await post();

    expect(sent()).toEqual(['none: ', 'answered: only once']);
  });

  it('is not lost in silence where nothing asks for a credential', async () => {
    answer = () => ({ status: 201 });

    await expect(post()).rejects.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      message: expect.stringContaining('answered 201 to a request that was to be refused with a challenge'),
    });
    expect(sent()).toEqual(['none: ']);
  });

  it.each([301, 302, 303])('is not lost in silence where a %i makes a GET of it', async (status) => {
    answer = ({ target }) =>
      target === '/a' ? { status, headers: { Location: '/login' } } : { status: 200 };
    const expected = { code: 'ERR_KEYRING_CREDENTIAL' };

    await expect(post({})).rejects.toMatchObject(expected);
    await expect(post({ maxRedirects: 0, validateStatus: null })).rejects.toMatchObject(expected);
    expect(sent()).toEqual(['none: ', 'none: ']);
  });
});

/** Refuses as some vendors do, with 200 and a body that says so. */
const outspoken = defineProvider({
  name: 'outspoken',
  environmentPrefix: 'OUTSPOKEN',
  options: { key: rotatingSecret({ description: 'The key.' }) },
  baseURLs: () => [],
  refusesInBody: true,
  authorize:
    ({ key }) =>
    async (request) => ({ headers: { Authorization: await key(request) } }),
  onRefusal:
    () =>
    ({ body }) =>
      body.includes('invalid_auth') ? 'credential' : undefined,
});

describe.each(adapters)('a refusal with 200 over the $name adapter', ({ adapter }) => {
  const events: KeyringEvent[] = [];

  function clientOf(key: () => string): AxiosInstance {
    const client = axios.create({ adapter, proxy: false, baseURL: api.url });
    const onEvent = (event: KeyringEvent): void => void events.push(event);
    client.interceptors.request.use(outspoken({ key, baseURL: api.url, onEvent }));
    return client;
  }

  beforeEach(() => {
    events.length = 0;
    answer = ({ headers }) => ({
      status: 200,
      body: JSON.stringify(
        headers.authorization === 'new' ? { ok: true } : { ok: false, error: 'invalid_auth' },
      ),
    });
  });

  it('has the credential renewed', async () => {
    const keys = ['old', 'new'];

    const { data } = await clientOf(() => keys.shift() ?? 'new').post('/a', 'body');

    expect(data).toEqual({ ok: true });
    expect(sent()).toEqual(['old: body', 'new: body']);
    expect(events.map(({ type }) => type)).toEqual(['authorized', 'refused', 'authorized', 'recovered']);
  });

  it('stays the answer where nothing else is to be had', async () => {
    const { data } = await clientOf(() => 'old').get('/a');

    expect(data).toEqual({ ok: false, error: 'invalid_auth' });
    expect(api.requests).toHaveLength(1);
  });
});

/** Allows a clock to be off by five seconds, and says the time in the body of a 400. */
const punctual = defineProvider({
  name: 'punctual',
  environmentPrefix: 'PUNCTUAL',
  options: {},
  baseURLs: () => [],
  clockTolerance: 5_000,
  authorize: () => (request) => ({ headers: { Authorization: String(request.now()) } }),
  onRefusal: () => (refusal, request) => {
    const [, time] = /time=(\d+)/.exec(refusal.body) ?? [];
    return time !== undefined && request.correctClock(Number(time)) ? 'again' : undefined;
  },
});

it.each([
  ['is wrong by more than the provider allows', 10_000, 2],
  ['is right as far as the provider can tell', 2_000, 1],
  ['is said to be ten years off, which no clock is', 400_000_000_000, 1],
])('a clock that %s, by the body of a 400, is corrected or left', async (_, offset, requests) => {
  answer = ({ headers }) => {
    const time = Date.now() + offset;
    const isRight = Math.abs(Number(headers.authorization) - time) < 5_000;
    return isRight ? { status: 200 } : { status: 400, body: `time=${time}` };
  };
  const client = axios.create({ proxy: false, baseURL: api.url, validateStatus: null });
  client.interceptors.request.use(punctual({ baseURL: api.url }));

  await client.get('/a');

  expect(api.requests).toHaveLength(requests);
});

it('onRefusal gets status, headers and body of the answer, and the request that was refused', async () => {
  const seen: unknown[] = [];
  const watching = defineProvider({
    name: 'watching',
    environmentPrefix: 'WATCHING',
    options: {},
    baseURLs: () => [],
    authorize: () => () => ({ headers: { Authorization: 'a' } }),
    onRefusal: () => async (refusal, request) => {
      await Promise.resolve();
      seen.push([
        refusal.status,
        refusal.body,
        refusal.header('x-reason'),
        request.method,
        request.url.pathname,
      ]);
      return undefined;
    },
  });
  answer = () => ({ status: 418, headers: { 'X-Reason': 'tea' }, body: 'a pot' });
  const client = axios.create({ proxy: false, baseURL: api.url, validateStatus: null });
  client.interceptors.request.use(watching({ baseURL: api.url }));

  await client.put('/a');

  expect(seen).toEqual([[418, 'a pot', 'tea', 'PUT', '/a']]);
});

it('onRefusal that never ends is waited for no longer than the request may take', async () => {
  const endless = defineProvider({
    name: 'endless',
    environmentPrefix: 'ENDLESS',
    options: {},
    baseURLs: () => [],
    authorize: () => () => ({ headers: { Authorization: 'a' } }),
    onRefusal: () => () => new Promise<never>(() => undefined),
  });
  answer = () => ({ status: 401 });
  const client = axios.create({ proxy: false, baseURL: api.url, timeout: 200 });
  client.interceptors.request.use(endless({ baseURL: api.url }));

  await expect(client.get('/a')).rejects.toMatchObject({ code: 'ECONNABORTED' });
});
