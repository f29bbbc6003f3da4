import { describe, expect, it } from '@jest/globals';
import axios, {
  type AxiosAdapter,
  AxiosError,
  type AxiosRequestConfig,
  type InternalAxiosRequestConfig,
} from 'axios';
import fc from 'fast-check';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { inspect } from 'node:util';
import { startServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { axiosIsAtLeast } from '../fixtures/axios-version.js';
import { everythingVisible } from '../fixtures/everything-visible.js';
import { type KeyringEvent } from '../contract/event.js';
import { type ExchangeRequest } from '../contract/wire-request.js';
import { TokenSource } from '../credentials/tokens/token-source.js';
import { tokenExchangeError } from '../credentials/tokens/failures.js';
import { isObject } from '../platform/values.js';
import { defineProvider } from '../provider.js';
import { repeatsSecret, type SentExchange } from './exchange-secrets.js';

const secrets = {
  query: 'qu3ry+Secret/of=them',
  header: 'h3ader-Secret-of-them',
  form: 'f0rm+Secret & of%them',
  json: 'js0n-"Secret"-of-them\\',
};

/** As a log, a URL, a form, JSON and base64 may have them. */
const written = Object.values(secrets).flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams([['', secret]]).toString().slice(1),
  JSON.stringify(secret).slice(1, -1),
  inspect(secret).slice(1, -1),
  btoa(`acme:${secret}`),
  secret.slice(0, 10),
]);

function expectNoSecret(text: string): void {
  for (const secret of written) expect(text).not.toContain(secret);
}

const { query, header, form, json } = secrets;
const url = (origin: string): string => `${origin}/token?key=${encodeURIComponent(query)}`;

const kinds: readonly (readonly [string, Omit<ExchangeRequest, 'url'>])[] = [
  [
    'a form',
    { method: 'POST', headers: { 'X-Key': header }, form: { grant_type: 'password', password: form } },
  ],
  ['JSON', { method: 'POST', headers: { Authorization: `Bearer ${header}` }, json: { app: { key: json } } }],
  ['Basic', { method: 'GET', headers: { Authorization: `Basic ${btoa(`acme:${header}`)}` } }],
];

/** What comes of a request whose exchange is this one, with all events. */
async function outcomeOf(
  exchange: ExchangeRequest,
  config: AxiosRequestConfig,
): Promise<{ readonly error: unknown; readonly events: readonly KeyringEvent[] }> {
  const events: KeyringEvent[] = [];
  const refused = defineProvider({
    name: 'refused',
    environmentPrefix: 'REFUSED',
    options: {},
    baseURLs: () => [],
    exchangeHosts: () => [new URL(exchange.url).origin],
    authorize: () => {
      const tokens = new TokenSource({
        provider: 'refused',
        mint: async (request) => {
          const response = await request.exchange(exchange);
          const message = `It answered ${response.status}.`;
          throw tokenExchangeError({ provider: 'refused', message, response, said: response.body });
        },
      });
      return async (request) => {
        await tokens.get(request, { endpoint: request.baseURL, secret: header });
        return {};
      };
    },
  });
  const client = axios.create({ baseURL: 'https://api.example.com', proxy: false, ...config });
  const onEvent = (event: KeyringEvent): void => void events.push(event);
  client.interceptors.request.use(refused({ baseURL: 'https://api.example.com', onEvent }));
  const error: unknown = await client.get('/').catch((reason: unknown) => reason);
  return { error, events };
}

async function nobody(): Promise<string> {
  const server = await startServer(() => undefined);
  await server.close();
  return server.url;
}

async function garbled(): Promise<string> {
  const server = net.createServer((socket) => socket.once('data', (data) => socket.end(data)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closedAfterTest({ close: () => server.close() });
  const address = server.address();
  return `http://127.0.0.1:${isObject(address) ? address.port : 0}`;
}

/** Adapters that say all that they know. */
const talkative: readonly (readonly [string, (config: InternalAxiosRequestConfig) => Error])[] = [
  ['the config as JSON', (config) => new Error(`No answer to ${JSON.stringify(config)}`)],
  ['the config as it is inspected', (config) => new Error(inspect(config, { depth: null }))],
  ['the body alone, cut short', (config) => new Error(String(config.data).slice(0, 60))],
  [
    'it as a code, a cause and in a list',
    (config) => {
      const code = `E ${String(config.data)}`;
      const cause = new AxiosError(JSON.stringify(config.headers), code, config);
      return Object.assign(new AggregateError([cause, config], String(config.url), { cause }), {
        code,
        config,
      });
    },
  ],
];

describe.each(kinds)('the secrets of an exchange with %s are in no error and no event', (_, exchange) => {
  it.each(['http', 'fetch'])('where nobody answers the %s adapter', async (adapter) => {
    const { error, events } = await outcomeOf({ ...exchange, url: url(await nobody()) }, { adapter });

    expect(error).toMatchObject({
      code: 'ERR_KEYRING_TOKEN_EXCHANGE',
      message: expect.stringMatching(/got no answer: .*(ECONNREFUSED|ERR_NETWORK)/),
    });
    expectNoSecret(everythingVisible(error) + JSON.stringify(events));
  });

  it.each(['http', 'fetch'])('where the answer to the %s adapter is what was sent', async (adapter) => {
    const { error, events } = await outcomeOf({ ...exchange, url: url(await garbled()) }, { adapter });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
    expectNoSecret(everythingVisible(error) + JSON.stringify(events));
  });

  it.each(['http', 'fetch'])('where TLS fails over the %s adapter', async (adapter) => {
    const origin = (await garbled()).replace('http:', 'https:');
    const { error, events } = await outcomeOf({ ...exchange, url: url(origin) }, { adapter });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
    expectNoSecret(everythingVisible(error) + JSON.stringify(events));
  });

  it.each(['http', 'fetch'])(
    'where the issuer repeats it in a refusal over the %s adapter',
    async (adapter) => {
      const issuer = await closedAfterTest(
        startServer(({ target, headers, body }, response) => {
          response
            .writeHead(400, { 'Content-Type': 'text/plain' })
            .end(`${target} ${inspect(headers)} ${body.toString()}`);
        }),
      );
      const { error, events } = await outcomeOf({ ...exchange, url: url(issuer.url) }, { adapter });

      expect(error).toMatchObject({
        message: expect.stringMatching(/It answered 400\. The next try/),
      });
      expectNoSecret(everythingVisible(error) + JSON.stringify(events));
    },
  );

  it.each(talkative)('where a function in place of an adapter tells %s', async (__, failureOf) => {
    const adapter: AxiosAdapter = (config) => Promise.reject(failureOf(config));
    const { error, events } = await outcomeOf(
      { ...exchange, url: url('https://login.example.com') },
      { adapter },
    );

    expect(error).toMatchObject({
      code: 'ERR_KEYRING_TOKEN_EXCHANGE',
      message: expect.stringContaining('The token exchange with https://login.example.com/token'),
    });
    expectNoSecret(everythingVisible(error) + JSON.stringify(events));
  });

  (axiosIsAtLeast('1.13.0') ? it : it.skip)('over HTTP/2', async () => {
    const server = http2.createServer((request, response) => {
      response.stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const sessions = new Set<http2.ServerHttp2Session>();
    server.on('session', (session) => sessions.add(session));
    closedAfterTest({
      close: () => {
        for (const session of sessions) session.destroy();
        server.close();
      },
    });
    const address = server.address();
    const origin = `http://127.0.0.1:${isObject(address) ? address.port : 0}`;
    const config: AxiosRequestConfig = { adapter: 'http', ...{ httpVersion: 2 } };
    const { error, events } = await outcomeOf({ ...exchange, timeout: 500, url: url(origin) }, config);

    expect(error).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
    expectNoSecret(everythingVisible(error) + JSON.stringify(events));
  });

  it('nor on what the user’s agent keeps of it', async () => {
    const httpAgent = new http.Agent({ keepAlive: true });
    closedAfterTest({
      close: () => {
        httpAgent.destroy();
      },
    });
    const issuer = await closedAfterTest(
      startServer((__, response) => {
        response.writeHead(400).end();
      }),
    );
    await outcomeOf({ ...exchange, url: url(issuer.url) }, { adapter: 'http', httpAgent });

    expectNoSecret(inspect(httpAgent, { depth: null }) + JSON.stringify(httpAgent));
  });
});

it('a header that cannot be sent as it is fails the exchange, naming the header alone', async () => {
  const { error } = await outcomeOf(
    { method: 'GET', url: 'https://login.example.com', headers: { 'X-Key': `${header}\n` } },
    {},
  );

  expect(error).toMatchObject({
    code: 'ERR_KEYRING_CREDENTIAL',
    message: expect.stringContaining('the header X-Key'),
  });
  expectNoSecret(everythingVisible(error));
});

it('a URL that is none fails the exchange, and is not repeated', async () => {
  const lost = defineProvider({
    name: 'lost',
    environmentPrefix: 'LOST',
    options: {},
    baseURLs: () => ['https://api.example.com'],
    authorize: () => async (request) => {
      await request.exchange({ method: 'GET', url: `/token?key=${query}` });
      return {};
    },
  });
  const client = axios.create();
  client.interceptors.request.use(lost());
  const error: unknown = await client.get('https://api.example.com').catch((reason: unknown) => reason);

  expect(error).toMatchObject({
    code: 'ERR_KEYRING_TOKEN_EXCHANGE',
    message: expect.stringContaining('is not absolute'),
  });
  expectNoSecret(everythingVisible(error));
});

const formType = 'application/x-www-form-urlencoded';

describe('what may be repeated', () => {
  const sent: SentExchange = {
    url: new URL(`https://login.example.com/token?key=${query}`),
    headers: { 'Content-Type': formType, Authorization: `Basic ${btoa(`acme:${header}`)}` },
    body: new URLSearchParams({
      client_id: 'acme-orders',
      scope: 'read write',
      client_secret: form,
    }).toString(),
  };

  it.each([
    'invalid_client: AADSTS7000215: Invalid client secret provided. Trace ID: 4d5c',
    'The application acme-orders may not have the scopes read write.',
    'getaddrinfo ENOTFOUND login.example.com',
    'connect ECONNREFUSED 127.0.0.1:443',
    'https://login.example.com/token answered in application/json',
  ])('%s', (text) => {
    expect(repeatsSecret(text, sent)).toBe(false);
  });

  it('is one line of at most 300 characters, at once, however long the answer is', async () => {
    const answer = `No.\r\n\t${'long '.repeat(190_000)}`;
    const issuer = await closedAfterTest(
      startServer((_, response) => {
        response.writeHead(400).end(answer);
      }),
    );
    const body = new URLSearchParams({ key: 'x'.repeat(100_000) }).toString();
    const { error } = await outcomeOf(
      { method: 'POST', url: issuer.url, headers: { 'Content-Type': formType }, body },
      { adapter: 'http' },
    );

    expect(error).toMatchObject({
      message: expect.stringMatching(/It answered 400\. It said: No\. (long ){59}l The next try/),
    });
  });

  const characters = ['a', 'b', 'X', 'Y', '0', '1', '-', '_', '+', '/', '=', '&', '%', ' ', '"', '\\', 'ü'];
  const secret = fc
    .string({ minLength: 8, maxLength: 60, unit: fc.constantFrom(...characters) })
    .filter((text) => text.trim() === text);
  const address = new URL('https://a.example/token');
  const places: Readonly<Record<string, (value: string) => SentExchange>> = {
    query: (value) => ({ url: new URL(`?k=${encodeURIComponent(value)}`, address), headers: {} }),
    header: (value) => ({ url: address, headers: { 'X-Key': value } }),
    bearer: (value) => ({ url: address, headers: { Authorization: `Bearer ${value}` } }),
    basic: (value) => ({ url: address, headers: { Authorization: `Basic ${base64(`a:${value}`)}` } }),
    form: (value) => ({ url: address, headers: { 'Content-Type': formType }, body: formOf(value) }),
    JSON: (value) => ({ url: address, headers: {}, body: JSON.stringify({ k: [value] }) }),
    text: (value) => ({ url: address, headers: {}, body: `<k>${value}</k>` }),
  };

  it.each(Object.entries(places))('is no secret, nor eight characters of one: %s', (place, sentWith) => {
    fc.assert(
      fc.property(secret, fc.nat(), (value, at) => {
        const exchange = sentWith(value);
        const start = at % (value.length - 7);
        const encoded = ['query', 'form', 'JSON'].includes(place) ? [formOf(value).slice(2)] : [];
        for (const echo of [value, value.slice(start, start + 8), value.toUpperCase(), ...encoded]) {
          expect(repeatsSecret(`>${echo}<`, exchange)).toBe(true);
        }
      }),
    );
  });
});

function formOf(value: string): string {
  return new URLSearchParams({ k: value }).toString();
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
