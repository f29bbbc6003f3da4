import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios from 'axios';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { Agent as Dispatcher } from 'undici';
import { bearer } from '../fixtures/bearer.js';

/** Whose credential is whose, the first first: decided here, from the name that was looked up and what arrived. */
const scopes = [
  { credential: 'of-one', isWildcard: false, domain: 'one.api.example.com', path: '/v2' },
  { credential: 'of-eu', isWildcard: true, domain: 'eu.api.example.com', path: '' },
  { credential: 'of-all', isWildcard: true, domain: 'api.example.com', path: '/v2' },
] as const;

function expectedFor(name: string | undefined, target: string): string | undefined {
  const [path = ''] = target.split('?');
  const labels = name?.split('.') ?? [];
  if (!labels.every((label) => /^[a-z0-9_-]+$/.test(label))) return undefined;
  return scopes.find(({ domain, isWildcard, path: base }) => {
    const wanted = domain.split('.');
    const isBelow = labels.slice(-wanted.length).join() === wanted.join();
    const isHost = isBelow && labels.length > wanted.length === isWildcard;
    return isHost && (path === base || path.startsWith(`${base}/`));
  })?.credential;
}

interface Arrival {
  readonly names: readonly string[];
  readonly isRightPort: boolean;
  readonly target: string;
  readonly credentials: readonly string[];
}

let servers: readonly [right: TestServer, other: TestServer];
let ports: readonly string[];
let looked: string[] = [];
let arrived: Omit<Arrival, 'names'>[] = [];

type Found = (error: null, address: string | { address: string; family: 4 }[], family?: 4) => void;

// Every name there is leads to this machine; which one was asked for is who would have been contacted.
function lookup(name: string, { all }: { all?: boolean | undefined }, found: Found): void {
  looked.push(name);
  if (all === true) found(null, [{ address: '127.0.0.1', family: 4 }]);
  else found(null, '127.0.0.1', 4);
}

const httpAgent = new HttpAgent({ lookup });
const httpsAgent = new HttpsAgent({ lookup });
const dispatcher = new Dispatcher({ pipelining: 0, connect: { lookup, timeout: 500 } });

async function start(isRightPort: boolean): Promise<TestServer> {
  return startServer(({ target, rawHeaders }, response) => {
    const credentials = rawHeaders.filter(
      (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'x-credential',
    );
    arrived.push({ isRightPort, target, credentials });
    response.end('{}');
  });
}

beforeAll(async () => {
  servers = [await start(true), await start(false)];
  ports = servers.map(({ url }) => new URL(url).port);
});
afterAll(async () => {
  httpAgent.destroy();
  httpsAgent.destroy();
  await dispatcher.close();
  await Promise.all(servers.map((server) => server.close()));
});

const part = (values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...values);

const label = part([
  'one',
  'two',
  'eu',
  'api',
  'example',
  'com',
  'a_b',
  'a-b',
  'xn--bcher-kva',
  'bücher',
  '7',
  'evil',
]);
const domain = part([
  ...['api.example.com', 'api.example.com', 'api.example.com', 'eu.api.example.com', 'one.api.example.com'],
  ...[
    'example.com',
    'evil.example',
    'api.example.com.evil.example',
    'evil-api.example.com',
    'api.example.org',
  ],
]);
const oddity = part([
  ...[
    '',
    '',
    '.',
    '..',
    '-',
    '*',
    '*.',
    '%2e',
    '%2E',
    '%2a',
    '%61',
    '%00',
    '。',
    '．',
    'ａ',
    '\u00ad',
    'а',
    'İ',
    'ß',
  ],
  ...[
    '@',
    ':',
    ':@',
    '#',
    '?',
    '/',
    '\\',
    ';',
    '\t',
    ' ',
    '_',
    '!',
    '~',
    '$',
    "'",
    '[',
    ']',
    'evil.',
    '127.0.0.1',
    'API',
  ],
]);
const oddities = fc.oneof(fc.constant([]), fc.array(fc.tuple(oddity, fc.nat()), { maxLength: 2 }));
const host = fc.tuple(fc.array(label, { maxLength: 3 }), domain, oddities).map(([before, after, inserted]) =>
  inserted.reduce(
    (text, [odd, at]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + odd + text.slice(place);
    },
    [...before, after].join('.'),
  ),
);
const scheme = part(['http://', 'http://', 'http://', 'http://', 'HTTP://', 'http:/', '//', 'https://']);
const user = part(['', '', '', '', 'user@', 'one.api.example.com@', 'one.api.example.com:80@']);
// 0 stands for the port of the routes, 1 for another.
const port = part([':0', ':0', ':0', ':0', ':0', ':1', ':00', '']);
const path = part(['/v2', '/v2', '/v2/items', '/v2/items', '/v2?a=1', '/v2x', '/v2/../items', '', '/items']);

const request = fc.tuple(scheme, user, host, port, path);

describe.each([
  { name: 'http', config: { adapter: 'http', httpAgent, httpsAgent } },
  { name: 'fetch', config: { adapter: 'fetch', fetchOptions: { dispatcher } } },
])('over the $name adapter, to whoever a name leads', ({ config }) => {
  function arrival(url: string): Promise<Arrival | undefined> {
    const client = axios.create({ ...config, proxy: false });
    for (const { credential: token, isWildcard, domain: name, path: base } of scopes) {
      const baseURL = `http://${isWildcard ? '*.' : ''}${name}:${ports[0] ?? ''}${base}`;
      client.interceptors.request.use(bearer({ token, baseURL, dangerouslyAllowPlainHttp: true }));
    }
    return sent(client.request({ url }));
  }

  async function sent(answer: Promise<unknown>): Promise<Arrival | undefined> {
    [looked, arrived] = [[], []];
    await answer.catch(() => undefined);
    const [first, ...more] = arrived;
    expect(more).toEqual([]);
    return first && { ...first, names: looked };
  }

  function withPort(text: string): string {
    return text.replace(/^:0+/, `:${ports[0] ?? ''}`).replace(/^:1$/, `:${ports[1] ?? ''}`);
  }

  it('a credential goes to the hosts of its route, and to no other', async () => {
    const counts = { sent: 0, withCredential: 0 };
    await fc.assert(
      fc.asyncProperty(request, async ([before, userinfo, name, of, rest]) => {
        const found = await arrival(before + userinfo + name + withPort(of) + rest);
        if (!found) return;
        const expected = found.isRightPort ? expectedFor(found.names[0], found.target) : undefined;
        // What has no scheme of its own is no address, and is sent as it is.
        expect([[], expected === undefined ? [] : [expected]]).toContainEqual(found.credentials);
        counts.sent += 1;
        counts.withCredential += found.credentials.length;
      }),
      { numRuns: 1_000 },
    );
    // Else the generator would prove nothing.
    expect(counts.sent).toBeGreaterThan(200);
    expect(counts.withCredential).toBeGreaterThan(30);
    expect(counts.withCredential).toBeLessThan(counts.sent);
  });

  it.each<[string, string]>([
    ['two.api.example.com', 'of-all'],
    ['a.b.c.api.example.com', 'of-all'],
    ['TWO.Api.EXAMPLE.com', 'of-all'],
    ['bücher.api.example.com', 'of-all'],
    ['two。api．example.com', 'of-all'],
    ['tw%6f.api.example.com', 'of-all'],
    ['user:password@two.api.example.com', 'of-all'],
    ['one.api.example.com', 'of-one'],
    ['one.eu.api.example.com', 'of-eu'],
    ['eu.api.example.com', 'of-all'],
  ])('%s gets %s', async (name, credential) => {
    // Before 1.17 the fetch adapter refuses userinfo itself.
    const text = config.adapter === 'fetch' ? name.replace(/^.*@/, '') : name;
    expect((await arrival(`http://${text}${withPort(':0')}/v2/items`))?.credentials).toEqual([credential]);
  });

  it.each([
    ...[
      'api.example.com',
      'example.com',
      'evil-api.example.com',
      'two.evil-api.example.com',
      'twoapi.example.com',
    ],
    ...[
      'two.api.example.com.evil.example',
      'two.api.example.com.',
      'two..api.example.com',
      '.api.example.com',
    ],
    ...[
      'two.аpi.example.com',
      'two.api.example.org',
      'two.api.example.comx',
      '*.api.example.com',
      't!o.api.example.com',
    ],
    '127.0.0.1',
  ])('%s gets nothing', async (name) => {
    const found = await arrival(`http://${name}${withPort(':0')}/v2/items`);
    expect(found?.credentials ?? []).toEqual([]);
    expect((await arrival(`http://two.api.example.com${withPort(':1')}/v2/items`))?.credentials).toEqual([]);
  });
});
