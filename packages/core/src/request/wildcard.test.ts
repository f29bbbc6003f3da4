import fc from 'fast-check';
import { describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosAdapter, type AxiosInstance } from 'axios';
import { adapters } from '../fixtures/adapters.js';
import { bearer } from '../fixtures/bearer.js';
import { startWorld, type World } from '../fixtures/world.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { createInterceptor, type KeyringInterceptor, routesOf } from '../interceptor.js';
import { text } from '../options/builders.js';
import { defineProvider } from '../provider.js';
import { RouteTable } from './route-table.js';

function tableOf(...baseURLs: readonly string[]): RouteTable {
  const table = new RouteTable();
  for (const baseURL of baseURLs) {
    for (const route of routesOf(bearer({ token: baseURL, baseURL })) ?? []) table.add(route);
  }
  return table;
}

const baseURLs = [
  'https://*.example.com',
  'https://*.example.com/v2',
  'https://*.eu.example.com/v2/items',
  'https://*.example.com:8443',
  'https://a.eu.example.com/v2',
  'https://b.example.com',
];

const precedence: readonly (readonly [url: string, baseURL: string | undefined])[] = [
  ['https://a.example.com', 'https://*.example.com'],
  ['https://a.example.com/v1', 'https://*.example.com'],
  ['https://a.example.com/v2', 'https://*.example.com/v2'],
  ['https://a.example.com/v2x', 'https://*.example.com'],
  ['https://x.y.z.example.com/v2', 'https://*.example.com/v2'],
  ['https://a.example.com:443/', 'https://*.example.com'],
  ['https://a.example.com:8443/v2', 'https://*.example.com:8443'],
  // The host itself goes before a longer path below a wildcard.
  ['https://b.example.com/v2', 'https://b.example.com'],
  ['https://a.eu.example.com/v2/items/1', 'https://a.eu.example.com/v2'],
  // Where the host has no such path, a wildcard may have it.
  ['https://a.eu.example.com/v1', 'https://*.example.com'],
  // A longer wildcard goes before a longer path below a shorter one, and only where it has the path.
  ['https://c.eu.example.com/v2/items', 'https://*.eu.example.com/v2/items'],
  ['https://c.eu.example.com/v2', 'https://*.example.com/v2'],
  ['https://eu.example.com/v2/items', 'https://*.example.com/v2'],
  ['https://example.com/v2', undefined],
  ['http://a.example.com/v2', undefined],
  ['https://a.example.com:444/v2', undefined],
  ['https://*.example.com/v2', undefined],
  ['blob:https://a.example.com/v2', undefined],
];

describe('of wildcards and hosts', () => {
  it.each(precedence)('%s is served by %s', (url, expected) => {
    for (const order of [baseURLs, baseURLs.toReversed()]) {
      expect(tableOf(...order).match(new URL(url))?.baseURL.href).toBe(expected);
    }
  });

  it.each(precedence)('%s is served by %s, also among several interceptors', async (url, expected) => {
    const seen: unknown[] = [];
    const adapter: AxiosAdapter = (config) => {
      seen.push(config.headers.get('x-credential'));
      return Promise.resolve({ config, data: '', status: 200, statusText: '', headers: {} });
    };
    for (const order of [baseURLs, baseURLs.toReversed()]) {
      const client = axios.create({ adapter });
      for (const baseURL of order) client.interceptors.request.use(bearer({ token: baseURL, baseURL }));
      await client.get(url);
    }
    expect(seen.map((credential) => credential ?? undefined)).toEqual([expected, expected]);
  });

  it('two interceptors with one wildcard and different credentials are refused', async () => {
    const client = axios.create();
    for (const token of ['one', 'two']) {
      client.interceptors.request.use(bearer({ token, baseURL: 'https://*.example.com' }));
    }
    await expect(client.get('https://a.example.com')).rejects.toMatchObject({
      code: 'ERR_KEYRING_DUPLICATE_ROUTE',
      message: expect.stringContaining('https://*.example.com'),
    });
  });

  it('none serves what climbs out of the one that is taken', () => {
    const table = tableOf('https://*.example.com', 'https://*.eu.example.com/v2');
    expect(table.match(new URL('https://a.eu.example.com/v2/..%2fadmin'))).toBeUndefined();
  });

  it('are listed as they are written', () => {
    expect(bearer({ token: 'one', baseURL: 'HTTPS://*.Example.com:443/v2/' }).baseURLs).toEqual([
      'https://*.example.com/v2',
    ]);
  });
});

describe('against a model that goes through all routes', () => {
  const label = fc.constantFrom('a', 'eu', 'api', 'x-y', '*', '', 'a!');
  const domain = fc.constantFrom('example.com', 'api.example.com', 'eu.api.example.com', 'notexample.com');
  const path = fc.constantFrom('', '/v2', '/v2/items', '/v2x');
  const port = fc.constantFrom('', '', '', ':8443');
  const star = fc.constantFrom('', '*.');
  const bases = fc.tuple(star, domain, port, path).map((parts) => `https://${parts.join('')}`);
  const urls = fc
    .tuple(fc.array(label, { maxLength: 3 }), domain, port, path)
    .map(([before, ...parts]) => `https://${before.map((text) => `${text}.`).join('')}${parts.join('')}`);

  /** The last of all that cover a URL, when they are sorted by what goes before what. */
  function modelled(all: readonly string[], text: string): string | undefined {
    const { host, pathname } = new URL(text);
    const covering = all.filter((base) => {
      const [, isWildcard, name = '', of = ''] = /^https:\/\/(\*\.)?([^/]+)(.*)$/.exec(base) ?? [];
      const before = host.endsWith(`.${name}`) ? host.slice(0, -name.length - 1).split('.') : [];
      const isBelow = before.length > 0 && before.every((part) => /^[a-z-]+$/.test(part));
      return (isWildcard ? isBelow : host === name) && `${pathname}/`.startsWith(`${of}/`);
    });
    const rank = (base: string): readonly number[] => [
      ...[base.includes('*') ? 0 : 1, new URL(base).host.length, new URL(base).pathname.length],
    ];
    return covering.toSorted((left, right) => {
      const [ours, theirs] = [rank(left), rank(right)];
      return (
        ours.map((part, index) => part - (theirs[index] ?? 0)).find((difference) => difference !== 0) ?? 0
      );
    })[covering.length - 1];
  }

  it('the same route is found, and its origin where that is asked for alone', () => {
    fc.assert(
      fc.property(fc.array(bases, { maxLength: 8 }), urls, (all, text) => {
        const table = tableOf(...all);
        const found = table.match(new URL(text))?.baseURL.href;
        expect(found).toBe(modelled(all, text));
        if (found !== undefined) expect(table.hasOrigin(new URL(text).origin)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});

/** How often a table looks something up for these URLs. */
function stepsOf(table: RouteTable, urls: readonly URL[]): number {
  const spies = [
    jest.spyOn(Map.prototype, 'get'),
    jest.spyOn(Map.prototype, 'has'),
    jest.spyOn(Set.prototype, 'has'),
  ];
  for (const url of urls) {
    table.match(url);
    table.hasOrigin(url.origin);
  }
  const steps = spies.map(({ mock }) => mock.calls.length);
  for (const spy of spies) spy.mockRestore();
  return steps.reduce((sum, count) => sum + count, 0);
}

it('a look-up takes as many steps among 100,000 routes as among 10', () => {
  const [route] = routesOf(bearer({ token: 'one' })) ?? [];
  if (!route) throw new Error('The provider has no route.');
  const grown = (count: number): RouteTable => {
    const table = tableOf(...baseURLs, 'https://*.tenant-0.example.com', 'https://tenant-0.example.org');
    for (let index = 1; index <= count - 10; index += 1) {
      const [host, isWildcard] = [`tenant-${index}.example.com`, index % 2 === 0];
      const origin = `https://${isWildcard ? '*.' : ''}${host}`;
      table.add({ ...route, baseURL: { href: origin, origin, isWildcard, path: '', staysHere: false } });
    }
    return table;
  };
  // Hosts of the same length, so that the same routes come into question.
  const urls = [
    ...precedence.map(([url]) => url),
    'https://a.b.tenant-0.example.com/v2',
    'https://other.example/',
  ];
  const parsed = urls.map((url) => new URL(url));
  const most = parsed.map(
    ({ hostname, pathname }) => 2 * hostname.split('.').length + 2 * pathname.split('/').length + 6,
  );

  const [few, many] = [stepsOf(grown(10), parsed), stepsOf(grown(100_000), parsed)];

  expect(few).toBeGreaterThan(parsed.length);
  expect(many).toBeLessThanOrEqual(most.reduce((sum, count) => sum + count, 0));
  expect(many).toBeLessThanOrEqual(few * 1.5);
});

it('a host of many labels takes no longer than its length', () => {
  const table = tableOf('https://*.example.com', `https://*.${'a.'.repeat(100)}example.com`);
  const url = new URL(`https://${'a.'.repeat(100_000)}example.com/`);
  expect(stepsOf(table, [url])).toBeLessThan(1_000);
  expect(table.match(url)).toBeDefined();
});

describe.each(adapters)('redirects below a wildcard, over the $name adapter', ({ adapter }) => {
  const [one, other] = ['https://one.api.example', 'https://other.api.example'];

  async function worldOf(redirects: Readonly<Record<string, string>>): Promise<World> {
    return closedAfterTest(
      startWorld(({ url }, response) => {
        const location = redirects[url];
        response
          .writeHead(location === undefined ? 200 : 307, location === undefined ? {} : { location })
          .end();
      }),
    );
  }

  function clientOf({ transport }: World, ...interceptors: readonly KeyringInterceptor[]): AxiosInstance {
    const client = axios.create({ ...transport, adapter });
    for (const interceptor of interceptors) client.interceptors.request.use(interceptor);
    return client;
  }

  function seen({ requests }: World): readonly string[] {
    return requests.map(({ url, headers }) => `${url} ${String(headers['x-credential'] ?? '-')}`);
  }

  const below = bearer({ token: 'below', baseURL: 'https://*.api.example' });

  it('are authorized again at the same host, and at no other, which whoever answers may have chosen', async () => {
    const world = await worldOf({
      [`${one}/a`]: '/b',
      [`${one}/b`]: `${other}/c`,
      [`${other}/c`]: `${one}/d`,
    });

    const headers = { Authorization: 'own' };
    await clientOf(world, below).get(`${one}/a`, { headers });

    expect(seen(world)).toEqual([`${one}/a below`, `${one}/b below`, `${other}/c -`, `${one}/d -`]);
    expect(world.requests.map(({ headers: { authorization = '-' } }) => authorization)).toEqual([
      ...['own', 'own', '-', '-'],
    ]);
  });

  it('get no credential that a wildcard has for a host to which another route leads', async () => {
    const api = 'https://api.other.example';
    const world = await worldOf({ [`${api}/a`]: `${one}/b` });

    await clientOf(world, below, bearer({ token: 'api', baseURL: api })).get(`${api}/a`);

    expect(seen(world)).toEqual([`${api}/a api`, `${one}/b -`]);
  });

  it('get that of a route for the very host, to which it leads nobody but its owner', async () => {
    const world = await worldOf({ [`${one}/a`]: `${other}/b` });

    await clientOf(world, below, bearer({ token: 'other', baseURL: other })).get(`${one}/a`);

    expect(seen(world)).toEqual([`${one}/a below`, `${other}/b other`]);
  });
});

describe('a provider of a wildcard', () => {
  const watching = defineProvider({
    name: 'watching',
    environmentPrefix: 'WATCHING',
    options: {},
    hosts: ['https://*.api.example'],
    baseURLs: () => ['https://*.api.example/v1'],
    authorize: () => async (request) => {
      const where = new URL(request.url).searchParams.get('exchange') ?? `${request.baseURL}/token`;
      const { body } = await request.exchange({ method: 'GET', url: where, headers: {} });
      return { headers: { 'x-seen': `${request.baseURL} ${request.host} ${body}` } };
    },
  });

  it('sees the host of the request, and fetches its tokens there alone', async () => {
    const world = await closedAfterTest(
      startWorld(({ url }, response) => {
        response.end(`of ${new URL(url).pathname}`);
      }),
    );
    const client = axios.create({ ...world.transport });
    client.interceptors.request.use(watching());

    await client.get('https://one.api.example/v1/a');
    const elsewhere = client.get('https://one.api.example/v1/a', {
      params: { exchange: 'https://other.api.example/v1/token' },
    });

    await expect(elsewhere).rejects.toMatchObject({
      code: 'ERR_KEYRING_TOKEN_EXCHANGE',
      message: expect.stringContaining('leads away from https://one.api.example'),
    });
    expect(world.requests.map(({ url }) => url)).toEqual([
      'https://one.api.example/v1/token',
      'https://one.api.example/v1/a',
    ]);
    expect(world.requests[1]?.headers['x-seen']).toBe(
      'https://one.api.example/v1 one.api.example of /v1/token',
    );
  });

  it('names it as it is written in what is said of its routes', async () => {
    const interceptor = watching();
    const { baseURLs: listed } = createInterceptor('keyring', { table: tableOf('https://*.eu.example.com') });

    expect([interceptor.baseURLs, listed]).toEqual([
      ['https://*.api.example/v1'],
      ['https://*.eu.example.com'],
    ]);
    await expect(interceptor.authorize({ url: 'https://api.example/v1' })).rejects.toMatchObject({
      code: 'ERR_KEYRING_UNMATCHED',
      message: expect.stringContaining('https://*.api.example/v1'),
    });
  });

  it('may name what a user may not, neither as baseURL nor in an option of its own', () => {
    const hosting = defineProvider({
      name: 'hosting',
      environmentPrefix: 'HOSTING',
      options: { endpoint: text({ description: 'Where it is.', optional: true }) },
      baseURLs: ({ endpoint }) => [endpoint ?? 'https://*.amazonaws.com'],
      baseURLOption: ({ endpoint }) => (endpoint === undefined ? undefined : 'endpoint'),
      authorize: () => () => ({}),
    });

    expect(hosting().baseURLs).toEqual(['https://*.amazonaws.com']);
    for (const option of ['baseURL', 'endpoint']) {
      expect(() => hosting({ [option]: 'https://*.github.io' })).toThrow(
        expect.objectContaining({
          ...{ code: 'ERR_KEYRING_BASE_URL', option },
          text: expect.stringContaining(
            `${option} covers all hosts below github.io, where everybody can have one`,
          ),
        }),
      );
    }
  });
});
