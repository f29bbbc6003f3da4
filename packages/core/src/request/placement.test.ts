import { createHmac } from 'node:crypto';
import axios, { AxiosHeaders, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { wrapper } from 'axios-cookiejar-support';
import FormDataPackage from 'form-data';
import fc from 'fast-check';
import { CookieJar } from 'tough-cookie';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type ReceivedRequest, startServer, type TestServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { type BodyUse, type Credential } from '../contract/authorizer.js';
import { type KeyringEvent } from '../contract/event.js';
import { type MaybePromise, type WireRequest } from '../contract/wire-request.js';
import { adapters } from '../fixtures/adapters.js';
import { everythingVisible } from '../fixtures/everything-visible.js';
import { defineProvider } from '../provider.js';
import { withQuery } from './query.js';

/** Answers what a test says, or 200 with nothing. */
type Answer = (request: ReceivedRequest) => { status: number; location?: string } | undefined;

let answer: Answer;
let api: TestServer;
let stranger: TestServer;

beforeEach(async () => {
  answer = () => undefined;
  api = await closedAfterTest(
    startServer((request, response) => {
      const { status = 200, location } = answer(request) ?? {};
      response.statusCode = status;
      if (location !== undefined) response.setHeader('location', location);
      response.end();
    }),
  );
  stranger = await closedAfterTest(startServer((_, response) => void response.end()));
});

interface Placing {
  readonly body?: (request: Pick<WireRequest, 'method' | 'headers'>) => BodyUse | undefined;
  readonly onEvent?: (event: KeyringEvent) => void;
}

/** A client whose requests get what `authorize` gives. */
function clientOf(
  config: AxiosRequestConfig,
  authorize: (request: WireRequest) => MaybePromise<Credential>,
  { body, onEvent }: Placing = {},
): AxiosInstance {
  const placing = defineProvider({
    name: 'placing',
    environmentPrefix: 'PLACING',
    options: {},
    baseURLs: () => [],
    ...(body && { body: (_: unknown, request: WireRequestHead) => body(request) }),
    authorize: () => authorize,
  });
  const client = axios.create({ proxy: false, baseURL: api.url, ...config });
  client.interceptors.request.use(placing({ baseURL: api.url, ...(onEvent && { onEvent }) }));
  return client;
}

type WireRequestHead = Pick<WireRequest, 'method' | 'headers'>;

const targets = (server: TestServer): string[] => server.requests.map(({ target }) => target);

describe.each(adapters)('over the $name adapter', ({ adapter }) => {
  describe('query parameters', () => {
    it('are set last, in their order, strictly encoded, in place of those of the same names', async () => {
      const query = { z: "a b+c&d=e/ü!'()*~", key: 'K' };
      const client = clientOf({ adapter }, () => ({ query }));

      await client.get('/a?b=%7E+x&key=mine&%6Bey=again', { params: { c: 1, key: 'and again' } });

      expect(targets(api)).toEqual(['/a?b=%7E+x&c=1&z=a%20b%2Bc%26d%3De%2F%C3%BC%21%27%28%29%2A~&key=K']);
    });

    it('leave every other byte of a query as it was, and can be signed as they are sent', async () => {
      const secret = 'the signing secret';
      const client = clientOf({ adapter }, ({ url }) => {
        const timed = withQuery(url, { timestamp: '1700000000' });
        const signature = createHmac('sha256', secret).update(timed.search.slice(1)).digest('hex');
        return { query: { timestamp: '1700000000', signature } };
      });
      const character = fc.constantFrom('a', '%', '2', '5', '=', '&', '+', '~', ';', ',', '%20', '%c3');
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: character, maxLength: 20 }), async (written) => {
          await client.get(written === '' ? '/a' : `/a?${written}`);

          const { search } = new URL(api.requests.at(-1)?.target ?? '', api.url);
          const [, signed = '', signature] = /^\?(.*)&signature=(.*)$/.exec(search) ?? [];
          expect(signed).toBe([...(written === '' ? [] : [written]), 'timestamp=1700000000'].join('&'));
          expect(signature).toBe(createHmac('sha256', secret).update(signed).digest('hex'));
        }),
        { numRuns: 50 },
      );
    });

    it('are put on anew after a redirect to the same route, and stay behind on one to a stranger', async () => {
      let count = 0;
      const client = clientOf({ adapter }, () => ({ query: { key: `K${(count += 1)}` } }));
      answer = ({ target }) => {
        if (target.startsWith('/first')) return { status: 307, location: '/second?a=1' };
        // As many servers do, it repeats the whole query.
        if (target.startsWith('/second')) return { status: 302, location: `${stranger.url}${target}` };
        return undefined;
      };

      const response = await client.get('/first');

      expect(targets(api)).toEqual(['/first?key=K1', '/second?a=1&key=K2']);
      expect(targets(stranger)).toEqual(['/second?a=1']);
      expect(stranger.requests[0]?.headers.referer).toBeUndefined();
      expect(response.config.url).toBe('/first');
    });

    it('stay behind too where the address to return to, or a fragment, repeats them', async () => {
      const client = clientOf({ adapter }, () => ({ query: { key: 'a b+c/ü' } }));
      answer = ({ target }) => {
        const back = encodeURIComponent(`${api.url}${target}`);
        const twice = encodeURIComponent(`/in?next=${back}`);
        const location = `${stranger.url}/login?u=1&next=${back}&way=${twice}&keyed=no#${target}`;
        return { status: 302, location };
      };

      await client.get('/a');

      expect(targets(stranger)).toEqual(['/login?u=1&keyed=no']);
    });

    it('are in no error that tells of a Location that leads nowhere', async () => {
      const client = clientOf({ adapter }, () => ({ query: { key: 'hush' } }));
      answer = ({ target }) => ({ status: 302, location: `http://[${target}` });

      const error: unknown = await client.get('/a').catch((reason: unknown) => reason);

      expect(error).toMatchObject({ code: 'ERR_FR_REDIRECTION_FAILURE' });
      expect(everythingVisible(error)).not.toContain('hush');
    });

    it('are in no event, and the config keeps the address of the user', async () => {
      const events: KeyringEvent[] = [];
      const onEvent = (event: KeyringEvent): void => void events.push(event);
      const client = clientOf({ adapter }, () => ({ query: { key: 'hush' } }), { onEvent });
      answer = () => ({ status: 403 });

      const { config } = await client.get('/a', { params: { b: 1 }, validateStatus: null });

      expect(targets(api)).toEqual(['/a?b=1&key=hush']);
      expect(config).toMatchObject({ url: '/a', baseURL: api.url, params: { b: 1 } });
      expect(events.map(({ type }) => type)).toEqual(['authorized', 'refused']);
      expect(JSON.stringify(events)).not.toContain('hush');
    });
  });

  describe('cookies', () => {
    const credential = { cookies: { session: 'S', other: 'O' } };

    it.each([
      [undefined, 'session=S; other=O'],
      ['a=1', 'a=1; session=S; other=O'],
      ['a=1; session=mine;b=2; sessions', 'a=1; b=2; sessions; session=S; other=O'],
    ])('stand beside the user’s own: %s', async (own, sent) => {
      const client = clientOf({ adapter }, () => credential);

      await client.get('/a', own === undefined ? {} : { headers: { cookie: own } });

      expect(api.requests.map(({ headers }) => headers.cookie)).toEqual([sent]);
    });

    it('stand beside several lines of the user’s own', async () => {
      const client = clientOf({ adapter }, () => credential);
      const own = new AxiosHeaders().set('Cookie', ['a=1', 'b=2; session=mine']);

      await client.get('/a', { headers: own });

      expect(api.requests.map(({ headers }) => headers.cookie)).toEqual(['a=1; b=2; session=S; other=O']);
    });

    it('stay behind on a redirect to a stranger', async () => {
      const client = clientOf({ adapter }, () => credential);
      answer = () => ({ status: 302, location: `${stranger.url}/b` });

      await client.get('/a', { headers: { Cookie: 'a=1' } });

      expect(stranger.requests.map(({ headers }) => headers.cookie)).toEqual([undefined]);
    });
  });

  describe('a body', () => {
    const write = (): BodyUse => ({ access: 'write', streamLimit: 1000 });

    it('is written anew, with its type and length, and the config keeps the user’s', async () => {
      const client = clientOf(
        { adapter },
        ({ body, headers }) => {
          const form = new URLSearchParams(String(body));
          form.set('type', headers['content-type'] ?? 'none');
          form.set('key', 'hush');
          return { body: form.toString() };
        },
        { body: write },
      );

      const { config } = await client.post('/a', new URLSearchParams({ a: 'ü' }));

      const [request] = api.requests;
      const type = 'application/x-www-form-urlencoded;charset=utf-8';
      expect(request?.headers['content-type']).toBe(type);
      expect(request?.body.toString()).toBe(`a=%C3%BC&type=${encodeURIComponent(type)}&key=hush`);
      expect(request?.headers['content-length']).toBe(String(request?.body.length));
      expect(config.data).not.toContain('hush');
    });

    it('is written anew for each attempt, from what the user gave', async () => {
      let count = 0;
      const client = clientOf(
        { adapter },
        ({ body }) => ({
          headers: { 'Content-Type': 'application/json' },
          body: Buffer.from(JSON.stringify({ ...JSON.parse(String(body)), key: (count += 1) })),
        }),
        { body: write },
      );
      answer = ({ target }) => (target === '/a' ? { status: 307, location: '/b' } : undefined);

      await client.post('/a', { a: 1 }, { headers: { 'Content-Length': '7' } });

      expect(api.requests.map(({ target, body }) => `${target} ${body.toString()}`)).toEqual([
        '/a {"a":1,"key":1}',
        '/b {"a":1,"key":2}',
      ]);
    });

    it('may be read for some requests, and left alone for others', async () => {
      const seen: string[] = [];
      const client = clientOf(
        { adapter },
        ({ method, body }) => {
          seen.push(`${method} ${String(body)}`);
          return {};
        },
        { body: ({ method }) => (method === 'POST' ? { access: 'read', streamLimit: 0 } : undefined) },
      );

      await client.post('/a', 'one');
      await client.put('/a', 'two');

      expect(seen).toEqual(['POST one', 'PUT ']);
      expect(api.requests.map(({ body }) => body.toString())).toEqual(['one', 'two']);
    });

    it('of a form has the boundary that is sent', async () => {
      const seen: (string | undefined)[] = [];
      const client = clientOf(
        { adapter },
        ({ headers }) => {
          seen.push(headers['content-type']);
          return {};
        },
        { body: () => ({ access: 'read', streamLimit: 0 }) },
      );
      const form = new FormData();
      form.append('a', '1');
      const other = new FormDataPackage();
      other.append('a', '1');

      await client.post('/a', form);
      await client.post('/a', other);

      expect(seen).toEqual(api.requests.map(({ headers }) => headers['content-type']));
      expect(seen.every((type) => type?.includes('boundary='))).toBe(true);
    });
  });
});

it('keeps cookies out of a cookie jar of the user’s', async () => {
  const jar = new CookieJar();
  const client = wrapper(axios.create({ jar, proxy: false, baseURL: api.url }));
  const placing = defineProvider({
    name: 'placing',
    environmentPrefix: 'PLACING',
    options: {},
    baseURLs: () => [],
    authorize: () => () => ({ cookies: { session: 'hush' } }),
  });
  client.interceptors.request.use(placing({ baseURL: api.url }));
  await jar.setCookie('mine=1', api.url);

  await client.get('/a');
  await client.get('/b');

  const cookies = api.requests.map(({ headers }) => headers.cookie?.split('; ').sort().join('; '));
  expect(cookies).toEqual(['mine=1; session=hush', 'mine=1; session=hush']);
  expect(await jar.getCookieString(api.url)).toBe('mine=1');
});

it('adds nothing that a credential inherits from a polluted prototype', async () => {
  const client = clientOf({}, () => ({ headers: { 'x-key': 'own' } }));
  Reflect.set(Object.prototype, 'cookies', { session: 'of-an-attacker' });
  try {
    await client.get('/a');
  } finally {
    Reflect.deleteProperty(Object.prototype, 'cookies');
  }

  expect(api.requests.map(({ headers }) => [headers['x-key'], headers.cookie])).toEqual([['own', undefined]]);
});

it.each(adapters)(
  'takes no options of fetch from a polluted prototype, over the $name adapter',
  async ({ adapter }) => {
    const client = clientOf({ adapter }, () => ({ headers: { 'X-Key': 'hush' } }));
    answer = () => ({ status: 302, location: `${stranger.url}/b` });
    Reflect.set(Object.prototype, 'shown', { fetchOptions: { redirect: 'follow' } });
    try {
      await client.get('/a');
    } finally {
      Reflect.deleteProperty(Object.prototype, 'shown');
    }

    expect(stranger.requests.map(({ headers }) => headers['x-key'])).toEqual([undefined]);
  },
);
