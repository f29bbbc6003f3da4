import { type BaseURL, type Route } from '../contract/authorizer.js';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { bearer } from '../fixtures/bearer.js';
import { routesOf } from '../interceptor.js';
import { parseBaseURL } from './base-url.js';
import { RouteTable } from './route-table.js';

function baseURLOf(text: string): BaseURL {
  const result = parseBaseURL(text);
  if ('problem' in result) throw new Error(`${text} ${result.problem}`);
  return result.baseURL;
}

const [example] = routesOf(bearer({ token: 'a token' })) ?? [];

function routeOf(text: string): Route {
  if (!example) throw new Error('The provider has no route.');
  return { ...example, baseURL: baseURLOf(text) };
}

function tableOf(...texts: string[]): RouteTable {
  const table = new RouteTable();
  for (const text of texts) table.add(routeOf(text));
  return table;
}

function matched(table: RouteTable, url: string): string | undefined {
  return table.match(new URL(url))?.baseURL.href;
}

describe('a route with a path', () => {
  const table = tableOf('https://api.example.com/v2');

  it.each([
    'https://api.example.com/v2',
    'https://api.example.com/v2/',
    'https://api.example.com/v2//',
    'https://api.example.com/v2/a/b',
    'https://api.example.com/v2?a=/..',
    'https://api.example.com/v2#/..',
    'https://API.EXAMPLE.COM:443/v2/a',
    'https://user:password@api.example.com/v2',
    'https://api.example.com/x/../v2',
    'https://api.example.com/v2/a/../b',
    'https://api.example.com\\v2',
    'https://api.example.com/v2/a%2Fb',
    'https://api.example.com/v2/..a/a../...',
    'https://api.example.com/v2/a;b',
    'https://api.example.com/v2/%C0',
    'https://api.example.com/v2/%E0%A0%80/%F0%9F%99%82',
    // To a server that decodes once, as they do, these are names.
    'https://api.example.com/v2/%252e%252e%252fadmin',
    'https://api.example.com/v2/%252e%252e/admin',
    'https://api.example.com/v2/a%00../%20',
  ])('matches %s', (url) => {
    expect(matched(table, url)).toBe('https://api.example.com/v2');
  });

  it.each([
    'https://api.example.com',
    'https://api.example.com/',
    'https://api.example.com/v',
    'https://api.example.com/v2x',
    'https://api.example.com/v2.',
    'https://api.example.com/v2;a',
    'https://api.example.com/V2',
    'https://api.example.com/%762',
    'https://api.example.com//v2',
    'https://api.example.com/a/v2',
    'https://api.example.com/v2%2Fa',
    'http://api.example.com/v2',
    'https://api.example.com:8443/v2',
    'https://api.example.com./v2',
    'https://example.com/v2',
    'https://a.api.example.com/v2',
    'https://api.example.com.evil.example/v2',
    'https://api.example.com@evil.example/v2',
    'https://evil.example/https://api.example.com/v2',
    'wss://api.example.com/v2',
    'blob:https://api.example.com/v2',
  ])('does not match %s', (url) => {
    expect(matched(table, url)).toBeUndefined();
  });

  it.each([
    'https://api.example.com/v2/..',
    'https://api.example.com/v2/%2e%2e/a',
    'https://api.example.com/v2/..%2fa',
    'https://api.example.com/v2/%2E.%2Fa',
    'https://api.example.com/v2/..%5ca',
    'https://api.example.com/v2/a%2f..%2f..%2fa',
    'https://api.example.com/v2/a%5c..',
    'https://api.example.com/v2/..;/a',
    'https://api.example.com/v2/..;b=c/a',
    'https://api.example.com/v2/%2e%2e;/a',
    'https://api.example.com/v2/..%3b/a',
    'https://api.example.com/v2/..%00/a',
    'https://api.example.com/v2/..%00',
    'https://api.example.com/v2/..%00a',
    'https://api.example.com/v2/%00../a',
    'https://api.example.com/v2/.%00.%2fa',
    'https://api.example.com/v2/..%20/a',
    'https://api.example.com/v2/%2e%2e%09%2fa',
    'https://api.example.com/v2/%c0%ae%c0%ae/a',
    'https://api.example.com/v2/%C0%AE%C0%AE%C0%AFa',
    'https://api.example.com/v2/..%c0%afa',
    'https://api.example.com/v2/..%c1%9ca',
    'https://api.example.com/v2/%e0%80%ae%e0%80%ae/a',
    'https://api.example.com/v2/%f0%80%80%ae%f0%80%80%ae/a',
    'https://api.example.com/v2/%u002e%u002e%u002fa',
    'https://api.example.com/v2/.\t./a',
    'https://api.example.com/v2/..\\a',
  ])('does not match %s, which climbs out of it or may do so', (url) => {
    expect(matched(table, url)).toBeUndefined();
  });
});

it.each([
  ['https://api.example.com/ü', 'https://api.example.com/%C3%BC'],
  ['https://api.example.com/%c3%bc', 'https://api.example.com/%C3%BC'],
  ['https://api.example.com/a%2db', 'https://api.example.com/a%2Db'],
])('a route with the path of %s matches it in every spelling of its encoding', (text, href) => {
  const table = tableOf(text);
  const upper = href.replace(/%../g, (encoded) => encoded.toUpperCase());
  const lower = href.replace(/%../g, (encoded) => encoded.toLowerCase());
  for (const url of [text, upper, lower]) expect(matched(table, `${url}/a`)).toBe(href);
});

it('a base path of many segments takes no longer than its length', () => {
  const path = '/a'.repeat(50_000);
  const table = tableOf(`https://api.example.com${path}`);
  const start = performance.now();

  expect(matched(table, `https://api.example.com${path}/b`)).toBeDefined();
  expect(matched(table, `https://api.example.com${path}b`)).toBeUndefined();

  expect(performance.now() - start).toBeLessThan(500);
});

describe('a route for a whole origin', () => {
  const table = tableOf('https://api.example.com');

  it.each(['https://api.example.com', 'https://api.example.com/v2', 'https://api.example.com/..%2fa'])(
    'matches %s',
    (url) => {
      expect(matched(table, url)).toBe('https://api.example.com');
    },
  );

  it.each(['blob:https://api.example.com/v2', 'http://api.example.com', 'https://api.example.com:444'])(
    'does not match %s',
    (url) => {
      expect(matched(table, url)).toBeUndefined();
    },
  );
});

describe('of several routes', () => {
  const table = tableOf(
    'https://api.example.com/v2',
    'https://api.example.com',
    'https://api.example.com/v2/a/b',
    'https://other.example.com/v2',
    'http://localhost:3000',
  );

  it.each([
    ['https://api.example.com/v2/a/b/c', 'https://api.example.com/v2/a/b'],
    ['https://api.example.com/v2/a', 'https://api.example.com/v2'],
    ['https://api.example.com/v2/a/bc', 'https://api.example.com/v2'],
    ['https://api.example.com/v2x', 'https://api.example.com'],
    ['https://other.example.com/v2/a/b', 'https://other.example.com/v2'],
    ['https://other.example.com/', undefined],
    ['http://localhost:3000/v2', 'http://localhost:3000'],
    ['http://localhost/v2', undefined],
  ])('%s is served by %s', (url, expected) => {
    expect(matched(table, url)).toBe(expected);
  });

  it('none serves what climbs out of the longest that matches', () => {
    expect(matched(table, 'https://api.example.com/v2/..%2fa')).toBeUndefined();
  });

  it('the first stays when a second one has the same base URL', () => {
    const routes = new RouteTable();
    const first = routeOf('https://api.example.com/v2');
    expect(routes.add(first)).toBeUndefined();
    expect(routes.add(routeOf('HTTPS://api.example.com:443/v2/'))).toBe(first);
    expect(routes.match(new URL('https://api.example.com/v2'))).toBe(first);
    expect([...routes]).toEqual([first]);
  });

  it('all are listed, by origin', () => {
    expect([...table].map(({ baseURL }) => baseURL.href)).toEqual([
      'https://api.example.com/v2',
      'https://api.example.com',
      'https://api.example.com/v2/a/b',
      'https://other.example.com/v2',
      'http://localhost:3000',
    ]);
  });
});

describe('against a model that goes through all routes', () => {
  const origins = fc.constantFrom(
    ...[
      'https://api.example.com',
      'https://api.example.com:8443',
      'http://localhost:3000',
      'https://api.example.com.',
    ],
  );
  const segment = fc.constantFrom('v2', 'v2x', 'V2', 'v', 'a', '', '%C3%BC', 'a.b', '...');
  const hostile = fc.constantFrom(
    ...[
      '..',
      '.',
      '%2e%2e',
      '..%2fa',
      'a%2f..',
      '..%5C',
      '..;',
      '..;x',
      '.%2E%3B',
      '..a',
      'a..',
      '%252e%252e',
      ';',
    ],
  );
  const pathOf = (segments: readonly string[]): string => segments.map((text) => `/${text}`).join('');
  const bases = fc
    .tuple(origins, fc.array(segment, { maxLength: 3 }))
    .map(([origin, segments]) => origin + pathOf(segments));
  const urls = fc
    .tuple(
      origins,
      fc.array(fc.oneof({ weight: 3, arbitrary: segment }, { weight: 1, arbitrary: hostile }), {
        maxLength: 5,
      }),
    )
    .map(([origin, segments]) => origin + pathOf(segments));

  function modelled(baseURLs: readonly string[], url: URL): string | undefined {
    const segments = url.pathname.split('/').slice(1);
    const fitting = baseURLs
      .map((text) => new URL(text.replace(/\/+$/, '')))
      .filter((base) => base.protocol === url.protocol && base.host === url.host)
      .map((base) => ({ base, wanted: base.pathname === '/' ? [] : base.pathname.split('/').slice(1) }))
      .filter(({ wanted }) => wanted.every((name, index) => segments[index] === name))
      .sort((left, right) => right.wanted.length - left.wanted.length);
    const [best] = fitting;
    if (!best) return undefined;
    const disguises = url.pathname
      .replace(/%2e/gi, '.')
      .replace(/%2f|%5c|\\/gi, '/')
      .replace(/%3b/gi, ';');
    const climbs = disguises.split('/').some((name) => name === '..' || name.startsWith('..;'));
    if (climbs && best.wanted.length > 0) return undefined;
    return best.base.href.replace(/\/$/, '');
  }

  it('the same route is found', () => {
    fc.assert(
      fc.property(fc.array(bases, { maxLength: 8 }), urls, (baseURLs, text) => {
        const url = new URL(text);
        expect(matched(tableOf(...baseURLs), text)).toBe(modelled(baseURLs, url));
      }),
      { numRuns: 2_000 },
    );
  });

  it('the order in which routes were added does not matter', () => {
    fc.assert(
      fc.property(fc.uniqueArray(bases, { maxLength: 8 }), urls, (baseURLs, text) => {
        const reversed = [...baseURLs].reverse();
        expect(matched(tableOf(...baseURLs), text)).toBe(matched(tableOf(...reversed), text));
      }),
    );
  });

  it('everything below a base URL is found', () => {
    fc.assert(
      fc.property(bases, fc.array(segment, { maxLength: 4 }), (base, below) => {
        const url = base.replace(/\/+$/, '') + pathOf(below);
        expect(matched(tableOf(base), url)).toBe(baseURLOf(base).href);
      }),
    );
  });
});
