import axios, { type AxiosAdapter, type AxiosRequestConfig } from 'axios';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { axiosIsAtLeast } from '../fixtures/axios-version.js';
import { bearer } from '../fixtures/bearer.js';
import { type Arrival, type Sink, startFetchSink, startSocketSink } from '../fixtures/contacts.js';

/** Whose credential is whose: decided here, from what arrived, without any code of the engine. */
const scopes = new Map([
  ['of-v2', { host: 'api.example.com', path: '/v2' }],
  ['of-whole', { host: 'whole.example.com', path: '' }],
]);

const interceptors = [
  bearer({ token: 'of-v2' }),
  bearer({ token: 'of-whole', baseURL: 'https://whole.example.com' }),
];

function isAllowed(credential: string, { contacts, target = '' }: Arrival): boolean {
  const scope = scopes.get(credential);
  const [contact] = contacts;
  if (!scope || !contact || contacts.length !== 1) return false;
  const { protocol, host, port } = contact;
  if (protocol !== 'https:' || host !== scope.host || port !== 443) return false;
  const [path = ''] = target.split('?');
  return path === scope.path || (path.startsWith(`${scope.path}/`) && !(scope.path !== '' && climbs(path)));
}

/** Whether a server that decodes a path before it resolves dot segments could end up elsewhere. */
function climbs(path: string): boolean {
  const decoded = path
    .replace(/%2e/gi, '.')
    .replace(/%2f/gi, '/')
    .replace(/%5c/gi, '\\')
    .replace(/%3b/gi, ';');
  return decoded.split(/[/\\]/).some((segment) => /^\.\.(;|$)/.test(segment));
}

/** As a cache or a mock does it that passes on to a real adapter what it does not know. */
const passingOn: AxiosAdapter = (config) => axios.getAdapter('http', config)(config);

const schemes = [
  ...[
    'https://',
    'http://',
    'HTTPS://',
    'hTTps:\t//',
    'https:/',
    'https:',
    'https:///',
    'https:\\\\',
    ' https://',
  ],
  ...[
    '//',
    '///',
    '\\\\',
    '/\\',
    '\\/',
    '\u0000https://',
    'ftp://',
    'ws://',
    'blob:https://',
    'data:',
    '',
    '',
  ],
];
const users = [
  '',
  '',
  '',
  '',
  'user@',
  'user:password@',
  'api.example.com@',
  'api.example.com:443@',
  '@',
  ':@',
];
const hosts = [
  ...['api.example.com', 'api.example.com', 'api.example.com', 'whole.example.com', 'API.Example.COM'],
  ...['evil.example', 'api.example.com.evil.example', 'api.example.comevil.example', 'xapi.example.com'],
  ...[
    'api.example.com.',
    'api.example.com..',
    'example.com',
    'sub.api.example.com',
    'api.example.com%2eevil.example',
  ],
  ...[
    'api%2eexample%2ecom',
    'api。example。com',
    'ａｐｉ.example.com',
    'api.ex\u00adample.com',
    'аpi.example.com',
  ],
  ...['api.example.com\\@evil.example', 'api.example.com#@evil.example', 'api.example.com?@evil.example'],
  ...[
    'api.example.com%00.evil.example',
    'api.example.com\t',
    'api\n.example.com',
    'api.example.com\\.evil.example',
  ],
  ...[
    'api.example.com;evil.example',
    'api.example.com%40evil.example',
    '127.0.0.1',
    '[::1]',
    'localhost',
    '',
  ],
];
const ports = ['', '', '', '', ':443', ':0443', ':80', ':8443', ':', ':@evil.example', ':443@evil.example'];
const paths = [
  ...[
    '',
    '/',
    '/v2',
    '/v2/',
    '/v2/items',
    'v2/items',
    'items',
    '/items',
    '/v2x',
    '/v2x/items',
    '/V2/items',
    '/v',
  ],
  ...[
    '/v2/../admin',
    '/v2/..',
    '..',
    '../admin',
    '/../admin',
    '/v2/%2e%2e/admin',
    '/v2/%2E./admin',
    '%2e%2e/admin',
  ],
  ...[
    '/v2/..%2fadmin',
    '..%2fadmin',
    '..%2Fadmin',
    '%2e%2e%2fadmin',
    '/v2/..%5cadmin',
    '/v2/a%2f..%2f..%2fadmin',
  ],
  ...[
    '/v2\\..\\admin',
    '..\\admin',
    '/v2/.\t./admin',
    '/v2/.\n./admin',
    '/x/../v2/items',
    '//v2',
    '/v2//..//admin',
  ],
  ...[
    '/v2%2fitems',
    '/v2%2f..%2fadmin',
    '/%762/items',
    '/v2;/items',
    '/v2/..;/admin',
    '..%3b/admin',
    '/v2/.../x',
  ],
  ...['/v2/items/..%2f..', '/v2/%252e%252e/x', '/v2/a..%2fb', '/v2/..a%2fb', '/v2/items..'],
];
const ends = [
  '',
  '',
  '',
  '?',
  '?a=1',
  '?/../admin',
  '#',
  '#/../admin',
  '?a=@evil.example',
  '#@evil.example/',
  '/..',
];
const pieces = [
  ...[
    '/',
    '/',
    '\\',
    '.',
    '..',
    '@',
    ':',
    '?',
    '#',
    ';',
    '%2e',
    '%2f',
    '%5c',
    '%40',
    '\t',
    '\n',
    ' ',
    '\u0000',
  ],
  ...[
    'https:',
    'http:',
    '//',
    '443',
    'v2',
    'x',
    'api.example.com',
    'evil.example',
    'whole.example.com',
    '\u3002',
  ],
];

const part = (values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...values);
const composed = fc
  .tuple(part(schemes), part(users), part(hosts), part(ports), part(paths), part(ends))
  .map((parts) => parts.join(''));
const relative = fc.tuple(part(paths), part(ends)).map((parts) => parts.join(''));
const arbitrary = fc.array(part(pieces), { maxLength: 12 }).map((parts) => parts.join(''));
const url = fc.oneof(
  { weight: 4, arbitrary: composed },
  { weight: 2, arbitrary: relative },
  { weight: 2, arbitrary },
  { weight: 1, arbitrary: fc.webUrl() },
);
const baseURL = fc.oneof(
  fc.constantFrom(
    ...['https://api.example.com/v2', 'https://api.example.com/v2/', 'https://api.example.com/v2x'],
    ...[
      'https://api.example.com',
      'https://whole.example.com',
      'http://api.example.com/v2',
      'https://evil.example/v2',
    ],
    ...['https://user:password@api.example.com/v2', 'https://api.example.com@evil.example/v2'],
    ...[
      'https://api.example.com/v2/..',
      'https://api.example.com/v2?x=',
      'https://api.example.com/v2#',
      '//evil.example',
    ],
  ),
  composed,
);
const params = fc.constantFrom<unknown>(
  ...[undefined, {}, { a: 1 }, { a: '/../../admin' }, { '#@evil.example/': '' }, { 'a/..': ['/..', '@'] }],
  new URLSearchParams('a=1&b=/../'),
);
const serialize = fc.constantFrom(
  ...['', '/../../admin', '#@evil.example/', '\\..\\admin', '@evil.example', '&a=1', '?/..', '/..%2f..'],
);

/** A request config as a user, or somebody who has a say in one, could write it. */
const request: fc.Arbitrary<AxiosRequestConfig> = fc.record(
  {
    url,
    baseURL,
    params,
    paramsSerializer: serialize.map((query) => ({ serialize: () => query })),
    allowAbsoluteUrls: fc.boolean(),
    method: fc.constantFrom('get', 'post', 'delete'),
  },
  { requiredKeys: ['url'] },
);

interface Way {
  readonly name: string;
  readonly adapter: AxiosRequestConfig['adapter'];
  readonly start: () => Promise<Sink>;
}

const ways: readonly Way[] = [
  { name: 'the http adapter', adapter: 'http', start: startSocketSink },
  { name: 'an adapter of the user that passes on to http', adapter: passingOn, start: startSocketSink },
  { name: 'the fetch adapter', adapter: 'fetch', start: startFetchSink },
];

describe.each(ways)('over $name', ({ adapter, start }) => {
  let sink: Sink;

  beforeAll(async () => {
    sink = await start();
  });
  afterAll(() => sink.close());

  async function arrival(config: AxiosRequestConfig): Promise<Arrival> {
    const client = axios.create({ ...sink.transport, ...(adapter && { adapter }) });
    for (const interceptor of interceptors) client.interceptors.request.use(interceptor);
    await client.request(config).catch(() => undefined);
    return sink.arrived();
  }

  it('no credential leaves for another origin or path than its own', async () => {
    const counts = { sent: 0, withCredential: 0 };
    await fc.assert(
      fc.asyncProperty(request, async (config) => {
        const arrived = await arrival(config);
        for (const credential of arrived.credentials) expect(isAllowed(credential, arrived)).toBe(true);
        if (arrived.target !== undefined) counts.sent += 1;
        if (arrived.credentials.length > 0) counts.withCredential += 1;
      }),
      { numRuns: 1_000 },
    );
    // Else the generator would prove nothing.
    expect(counts.sent).toBeGreaterThan(200);
    expect(counts.withCredential).toBeGreaterThan(20);
    expect(counts.withCredential).toBeLessThan(counts.sent);
  });

  it.each<AxiosRequestConfig>([
    { url: 'https://api.example.com/v2' },
    { url: 'https://api.example.com/v2/' },
    { url: 'https://api.example.com/v2/items' },
    { url: 'https://api.example.com:443/v2/items' },
    { url: 'HTTPS://API.EXAMPLE.COM/v2/items' },
    { url: 'https://api.example.com/v2?a=1' },
    { url: 'https://api.example.com/v2#fragment' },
    { url: 'https://api.example.com/v2/items', params: { a: '../..' } },
    { url: 'https://api.example.com/x/../v2/items' },
    { url: 'https://api.example.com/v2/a/../items' },
    { url: 'https://api.example.com/v2/a%2Fb' },
    { url: 'https://api.example.com/v2/a..b/...' },
    { url: 'https://api.example.com\\v2\\items' },
    { url: 'https://user:password@api.example.com/v2/items' },
    { url: 'https://ａｐｉ。example。com/v2/items' },
    { baseURL: 'https://api.example.com/v2', url: '/items' },
    { baseURL: 'https://api.example.com/v2/', url: 'items' },
    { baseURL: 'https://api.example.com/v2', url: '' },
    { baseURL: 'https://api.example.com/v2' },
    { baseURL: 'https://api.example.com', url: 'v2/items' },
    { baseURL: 'https://user:password@api.example.com/v2', url: '/items' },
    { baseURL: 'https://evil.example', url: 'https://api.example.com/v2/items' },
    { baseURL: 'https://api.example.com/v2', url: 'https://evil.example/', allowAbsoluteUrls: false },
    { baseURL: 'https://api.example.com/v2', url: '//evil.example/', allowAbsoluteUrls: false },
  ])('the credential goes with %j', async (config) => {
    const arrived = await arrival(config);
    expect(arrived.contacts).toEqual([{ protocol: 'https:', host: 'api.example.com', port: 443 }]);
    expect(arrived.target).toMatch(/^\/v2($|[/?])/);
    expect(arrived.credentials).toEqual(['of-v2']);
  });

  it.each<AxiosRequestConfig>([
    { url: 'http://api.example.com/v2/items' },
    { url: 'https://api.example.com:8443/v2/items' },
    { url: 'https://api.example.com./v2/items' },
    { url: 'https://api.example.com.evil.example/v2/items' },
    // Before 1.17 the fetch adapter refuses userinfo itself.
    ...(adapter === 'fetch' && !axiosIsAtLeast('1.17.0')
      ? []
      : [{ url: 'https://api.example.com@evil.example/v2/items' }]),
    { url: 'https://evil.example/https://api.example.com/v2/items' },
    { url: 'https://evil.example/v2/items' },
    { url: 'https://api.example.com/v2x/items' },
    { url: 'https://api.example.com/V2/items' },
    { url: 'https://api.example.com/items' },
    { url: 'https://api.example.com/v2/../items' },
    { url: 'https://api.example.com/v2/%2e%2e/items' },
    { url: 'https://api.example.com/v2/..%2fitems' },
    { url: 'https://api.example.com/v2/..;/items' },
    { url: 'https://api.example.com/v2%2fitems' },
    { baseURL: 'https://api.example.com/v2', url: '../items' },
    { baseURL: 'https://api.example.com/v2', url: '/..\\items' },
    { baseURL: 'https://api.example.com/v2', url: 'https://evil.example/v2/items' },
    { baseURL: 'https://evil.example/v2', url: 'https://api.example.com/v2', allowAbsoluteUrls: false },
  ])('%j is sent, without the credential', async (config) => {
    const arrived = await arrival(config);
    expect(arrived.target).toBeDefined();
    expect(arrived.credentials).toEqual([]);
  });

  it.each<AxiosRequestConfig>([
    { url: 'blob:https://whole.example.com/items' },
    { url: 'blob:https://api.example.com/v2/items' },
    { url: 'ftp://api.example.com/v2/items' },
    { url: 'data:,https://api.example.com/v2/items' },
  ])('%j never carries a credential', async (config) => {
    await expect(arrival(config)).resolves.toMatchObject({ credentials: [] });
  });
});
